// Whether a worker could be running in this process, told without looking for it among all objects.

/** False where it is certain that this process has started no worker. */
export type MayHaveWorkers = boolean;

// What Node's own Worker is defined in, the thread of module hooks included; its name on all supported versions.
const WORKER = 'NativeModule internal/worker';

/**
 * Node loads its modules when they are first asked for, so that there is no worker without this one. To be asked before
 * `node:worker_threads` is imported for the first time, by our own modules among others.
 */
export const mayHaveWorkersNow = (): MayHaveWorkers => {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] };
  return moduleLoadList?.includes(WORKER) ?? true;
};
