// The program of a fork server. What it does is loaded when it is known what was there before.

// Whether a worker could be running in this process, told without looking for it among all objects.

// What Node's own Worker is defined in, the thread of module hooks included; its name on all supported versions.
const WORKER = 'NativeModule internal/worker';

/**
 * Node loads its modules when they are first asked for, so that there is no worker without this one. To be asked before
 * `node:worker_threads` is imported for the first time, by our own modules among others.
 */
const mayHaveWorkersNow = (): boolean => {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };
  return moduleLoadList?.includes(WORKER) ?? true;
};

const mayHaveWorkers = mayHaveWorkersNow();
const { serveForked } = await import('./serve-forked.js');
void serveForked(mayHaveWorkers);
