// How the program of a thread is started, and the messages between the thread and its server.
import type { MessagePort } from 'node:worker_threads';
import type { WorkerOrder } from '../strategy/worker.js';
import { ownAmount, ownField, readPlainError } from '../worker/plain-error.js';
import type { PlainError } from '../worker/plain-error.js';

// Node 20 reads imported modules on its helper threads. When a worker is terminated while it reads a module, Node 20 never
// closes the file's descriptor. A worker may be terminated at any time: with the worker that its server runs on, or because
// it loads for too long. On Node 20 the modules of workers are therefore read synchronously. `require` would also read
// synchronously, but ending a worker while it links modules then aborts the whole process. Node 22 and later read modules
// synchronously themselves.

/** Whether this Node reads modules on helper threads, so that its workers have to be told to read them synchronously. */
export const NEEDS_SYNC_READS = Number.parseInt(process.versions.node, 10) < 22;

/**
 * The text of a program that imports another program, and reads modules synchronously until the promise `loaded`, which the
 * other program exports, settles. Node's loader reads a module by its URL and without options. The text is valid both in a
 * CommonJS program and in a module, because --input-type decides which of the two it is.
 */
export const withSyncReads = (program: string): string => `
Promise.all([import('node:fs'), import('node:module')]).then(async ([fs, module]) => {
  const { promises, readFileSync } = fs.default;
  const { readFile } = promises;
  let isLoading = true;
  promises.readFile = async function (path, ...options) {
    return isLoading && path instanceof URL && options.length === 0 ? readFileSync(path) : readFile(path, ...options);
  };
  const restore = () => {
    isLoading = false;
    promises.readFile = readFile;
    module.default.syncBuiltinESMExports();
  };
  const { loaded } = await import(${JSON.stringify(program)});
  loaded.then(restore, restore);
});
`;

// A worker and its server use a port of their own, which the handler's module cannot access. Messages that the module sends
// over parentPort are ignored.

/** The data with which a worker starts. */
export interface ThreadData extends WorkerOrder {
  /** The memory of its first place. */
  readonly memory: SharedArrayBuffer;
  /** One number, which is not 0 while the worker must report every end at once. */
  readonly wanted: ArrayBufferLike;
  /** The worker's end of the port. */
  readonly port: MessagePort;
}

/** A message of a worker; a place is its number. */
export type ThreadMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'unusable'; readonly error: PlainError }
  | { readonly type: 'ended'; readonly place: number }
  | { readonly type: 'failed'; readonly place: number; readonly error: PlainError };

/** A message to a worker that handles several requests: it gets one more place, or has to abort the request with this id. */
export type ThreadOrder =
  | { readonly type: 'place'; readonly memory: SharedArrayBuffer }
  | { readonly type: 'abort'; readonly id: number };

/** Checks a received message; null when it is not a {@link ThreadMessage}. */
export const readThreadMessage = (received: unknown): ThreadMessage | null => {
  const type = ownField(received, 'type');
  const place = ownAmount(received, 'place') ?? -1;
  if (type === 'ready') return { type };
  if (type === 'ended') return { type, place };
  const error = readPlainError(ownField(received, 'error'));
  if (error === null) return null;
  if (type === 'failed') return { type, place, error };
  return type === 'unusable' ? { type, error } : null;
};
