// The program of a fork server. It checks for worker threads first, and imports the rest only then.

// Node's internal module that defines Worker, also for the thread of module hooks; all supported versions have this name.
const WORKER = 'NativeModule internal/worker';

/**
 * Whether a worker may run in this process, without a search among all objects. Node loads its internal modules on first
 * use, so there is no worker unless this module was loaded. The check must come before the first import of
 * `node:worker_threads`, which modules of this package import.
 */
const detectWorkers = (): boolean => {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };
  return moduleLoadList?.includes(WORKER) ?? true;
};

const mayHaveWorkers = detectWorkers();
const { serveForked } = await import('./serve-forked.js');
void serveForked(mayHaveWorkers);
