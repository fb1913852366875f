// How the program of a thread is started, and the messages between the thread and its server.
import { isMainThread } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { WorkerOrder } from '../strategy/worker.js';
import { ownField, readPlainError } from '../worker/plain-error.js';
import type { PlainError } from '../worker/plain-error.js';

// Node 20 reads imported modules on its helper threads. When a worker is terminated while it reads a module, Node 20 never
// closes the file's descriptor. A server on the main thread does not terminate a worker while it loads (thread-worker.ts),
// but a server on a worker thread may end at any time, and its workers end with it. Their modules are therefore read
// synchronously. `require` would also read synchronously, but ending a worker while it links modules then aborts the whole
// process. Node 22 and later read modules synchronously themselves.

/** Whether threads that are started from this thread have to read their modules synchronously. */
export const needsSyncReads = (): boolean => !isMainThread;

/**
 * The text of a CommonJS program that imports another program, and reads modules synchronously until the promise `loaded`,
 * which the other program exports, settles. Node's loader reads a module by its URL and without options.
 */
export const withSyncReads = (program: string): string => `
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

// A worker and its server use a port of their own, which the handler's module cannot access. Messages that the module sends
// over parentPort are ignored.

/** The data with which a worker starts. */
export interface ThreadData extends WorkerOrder {
  readonly memory: SharedArrayBuffer;
  /** One number, which is not 0 while the worker must report every end at once. */
  readonly wanted: ArrayBufferLike;
  /** The worker's end of the port. */
  readonly port: MessagePort;
}

/** A message of a worker. */
export type ThreadMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly error: PlainError }
  | { readonly type: 'ended' }
  | { readonly type: 'failed'; readonly error: PlainError };

/** Checks a received message; null when it is not a {@link ThreadMessage}. */
export const readThreadMessage = (received: unknown): ThreadMessage | null => {
  const type = ownField(received, 'type');
  if (type === 'ready' || type === 'ended') return { type };
  const error = readPlainError(ownField(received, 'error'));
  if (error === null || (type !== 'failed' && type !== 'unusable')) return null;
  return { type, error };
};
