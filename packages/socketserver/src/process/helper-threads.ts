// Threads that forked children would lack: hooks of module.register() run on one, and without it no import() ever
// settles; workers and addons have others. libuv makes its own ones anew in a child, and Node's are known not to matter.
import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { queryObjects } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { argTypeError } from '@fdset/posix';

/** False where it is certain that a process has started no worker. */
export type MayHaveWorkers = boolean;

/** Threads that a process had before its handler was loaded. */
export interface Threads {
  /** Of its tasks in /proc. */
  readonly ids: ReadonlySet<string>;
  readonly mayHaveWorkers: MayHaveWorkers;
}

const TASKS = '/proc/self/task';

/** The threads that are there before a handler is loaded; libuv's are then, too. */
export const threadsNow = async (mayHaveWorkers: MayHaveWorkers): Promise<Threads> => {
  await stat(TASKS);
  return { ids: new Set(readdirSync(TASKS)), mayHaveWorkers };
};

/**
 * Refuses to fork when something has started a thread: what was preloaded, or since `before` the handler's module.
 * Workers that may have been there before are looked for among all objects, which takes as long as to start Node.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED
 */
export const refuseHelperThreads = ({ ids, mayHaveWorkers }: Threads): void => {
  const others = readdirSync(TASKS).filter((id) => !ids.has(id));
  if (!mayHaveWorkers && others.length === 0) return;
  const workers = runningWorkers();
  if (workers.length === 0 && others.length === 0) return;
  throw argTypeError(
    `forked processes would lack ${whose(workers, others)}, which the handler's module or what is preloaded (--import, ` +
      '--experimental-loader, NODE_OPTIONS) has started',
    'ERR_FDSET_UNSUPPORTED',
  );
};

const whose = (workers: readonly string[], others: readonly string[]): string => {
  if (workers.some((text) => text.startsWith('InternalWorker')))
    return 'the thread of module hooks (module.register(); module.registerHooks() needs none)';
  if (workers.length > 0) return `${workers.length} of its worker threads`;
  return `${others.length} of its threads (${others.map(nameOf).join(', ')})`;
};

// A prototype, which has nothing of its own, and a worker that has ended are no threads.
const runningWorkers = (): string[] =>
  queryQuietly(Worker).filter((text) => !/^\w+ \{\}$|\(kHandle\)\]?: null/.test(text));

// That some versions call it experimental is no news for the user of a server.
const queryQuietly = (constructor: typeof Worker): string[] => {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    return queryObjects(constructor, { format: 'summary' });
  } finally {
    process.emitWarning = emitWarning;
  }
};

const nameOf = (id: string): string => {
  try {
    return readFileSync(`${TASKS}/${id}/comm`, 'utf8').trim();
  } catch {
    return id;
  }
};
