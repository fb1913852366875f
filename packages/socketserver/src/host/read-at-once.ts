// Loading modules without leaving the thread. Node 20 reads those that are imported on its helper threads, and of a worker
// that is terminated meanwhile it loses the file's descriptor for good. A worker that a server on the main thread has is
// not terminated while it loads (thread-host.ts); one of a worker's server ends with that, whatever it does. To `require`
// them would be read at once too, but then such an end aborts the whole process, in the middle of linking them. Node 22
// and later read them as this does.
import { isMainThread } from 'node:worker_threads';

/** Whether threads that are started here have to read their modules like that. */
export const mustReadAtOnce = (): boolean => !isMainThread;

/**
 * The text of a CommonJS program that imports another, whose export `loaded` is a promise; until that is settled, each
 * module is read where it is imported. Node's loader asks for a module by its URL, and without options.
 */
export const readingAtOnce = (program: string): string => `
const { promises, readFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const { readFile } = promises;
let isLoading = true;
promises.readFile = async function (path, ...options) {
  return isLoading && path instanceof URL && options.length === 0 ? readFileSync(path) : readFile(path, ...options);
};
const restore = () => {
  isLoading = false;
  promises.readFile = readFile;
  syncBuiltinESMExports();
};
import(${JSON.stringify(program)}).then(({ loaded }) => loaded.then(restore, restore));
`;
