// Loading modules without leaving the thread. Node reads those that are imported on its helper threads, and of a worker
// that is terminated meanwhile it loses the file's descriptor for good. A worker that a server on the main thread has is
// not terminated while it loads (thread-host.ts); one of a worker's server ends with that, whatever it does.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

/** Whether threads that are started here have to read their modules like that, and can. */
export const mustReadAtOnce = (): boolean =>
  !isMainThread && (process.features as { require_module?: boolean }).require_module === true;

/**
 * Reads a module, so that an import finds it; that tells all errors, and loads what cannot be read like that: one with
 * an `await` at its top level.
 */
export const readAtOnce = (module: string | URL): void => {
  try {
    const url = new URL(module);
    if (url.protocol !== 'file:' || url.search !== '' || url.hash !== '') return;
    createRequire(import.meta.url)(fileURLToPath(url));
  } catch {
    // The import says so.
  }
};
