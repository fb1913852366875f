// Finds threads that forked children would lack. Hooks of module.register() run on a thread, and without it no import()
// ever settles; workers and addons have other threads. libuv starts its own threads again in a child, and Node's threads are
// known not to matter.
import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { queryObjects } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { argTypeError } from '@fdset/posix';

/** False when the process has certainly started no worker thread. */
export type MayHaveWorkers = boolean;

/** Threads that a process had before its handler was loaded. */
export interface Threads {
  /** The thread ids in /proc/self/task. */
  readonly ids: ReadonlySet<string>;
  readonly mayHaveWorkers: MayHaveWorkers;
}

const TASKS = '/proc/self/task';

/** Lists the threads that exist before a handler is loaded. The asynchronous stat makes libuv start its threads first. */
export const listThreads = async (mayHaveWorkers: MayHaveWorkers): Promise<Threads> => {
  await stat(TASKS);
  return { ids: new Set(readdirSync(TASKS)), mayHaveWorkers };
};

/**
 * Refuses to fork when a preloaded module or the handler's module has started a thread. If workers may have existed before
 * the list of `ids` was made, they are searched for among all objects, which takes as long as starting Node.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED
 */
export const refuseHelperThreads = ({ ids, mayHaveWorkers }: Threads): void => {
  const others = readdirSync(TASKS).filter((id) => !ids.has(id));
  if (!mayHaveWorkers && others.length === 0) return;
  const workers = runningWorkers();
  if (workers.length === 0 && others.length === 0) return;
  throw argTypeError(
    `forked processes would lack ${describeThreads(workers, others)}, which the handler's module or a preloaded module (--import, ` +
      '--experimental-loader, NODE_OPTIONS) has started',
    'ERR_FDSET_UNSUPPORTED',
  );
};

const describeThreads = (workers: readonly string[], others: readonly string[]): string => {
  if (workers.some((text) => text.startsWith('InternalWorker')))
    return 'the thread of module hooks (module.register(); module.registerHooks() needs none)';
  if (workers.length > 0) return `${workers.length} of its worker threads`;
  return `${others.length} of its threads (${others.map(nameOf).join(', ')})`;
};

// The search also finds a prototype, which has no own properties, and workers that have ended; neither is a thread.
const runningWorkers = (): string[] =>
  queryQuietly(Worker).filter((text) => !/^\w+ \{\}$|\(kHandle\)\]?: null/.test(text));

// Some versions of Node warn that queryObjects is experimental, which does not concern the user of a server.
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
