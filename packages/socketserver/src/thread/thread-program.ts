// The program of a thread: how it is started, and what the two sides say to each other.
import { isMainThread } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { HostOrder } from '../strategy/worker.js';
import { ownField, readPlainError } from '../worker/plain-error.js';
import type { PlainError } from '../worker/plain-error.js';

// Loading modules without leaving the thread. Node 20 reads those that are imported on its helper threads, and of a worker
// that is terminated meanwhile it loses the file's descriptor for good. A worker that a server on the main thread has is
// not terminated while it loads (thread-worker.ts); one of a worker's server ends with that, whatever it does. To `require`
// them would be read at once too, but then such an end aborts the whole process, in the middle of linking them. Node 22
// and later read them as this does.

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

// What a worker and its server say to each other: a port of their own, which the handler's module cannot get at. What
// that module says over parentPort nobody hears.

/** What a worker is started with. */
export interface ThreadData extends HostOrder {
  readonly memory: SharedArrayBuffer;
  /** One number: not 0 when the serving thread wants to be told of every end. */
  readonly wanted: ArrayBufferLike;
  /** The worker's end of the port. */
  readonly port: MessagePort;
}

/** What a worker says. */
export type ThreadMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly error: PlainError }
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly error: PlainError };

/** A received message; null when it is none of these. */
export const readThreadMessage = (received: unknown): ThreadMessage | null => {
  const type = ownField(received, 'type');
  if (type === 'ready' || type === 'ended') return { type };
  const error = readPlainError(ownField(received, 'error'));
  if (error === null || (type !== 'failed' && type !== 'unusable')) return null;
  return { type, error };
};
