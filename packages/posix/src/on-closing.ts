// Listeners that are called when a descriptor number no longer means its file. The kernel does not report that: an epoll set
// silently drops a closed descriptor, or keeps its entry while a duplicate of the file is open anywhere.

import { checkListener, checkWhole, kindOf } from './arguments.js';
import { argTypeError } from './misuse.js';

/**
 * What happens to a descriptor. `closed` comes right before it is closed, `replaced` right after dup2(2) has made it another
 * file, `released` when it is given away unchanged (`release`, which `detach` of a Socket calls).
 */
export type ClosingCause = 'closed' | 'replaced' | 'released';

/** Called once for a descriptor. An error that it throws is uncaught, and the descriptor is still closed. */
export type ClosingListener = (cause: ClosingCause) => void;

/** An object that is told of a descriptor. Where thousands are watched, a closure for each would take half a kilobyte. */
export interface ClosingWatcher {
  /** Called once. An error that it throws is uncaught, and the descriptor is still closed. */
  onClosing(cause: ClosingCause): void;
}

// Nearly always one object watches a descriptor, and an array for each would take more memory than the object.
const watchers = new Map<number, ClosingWatcher | readonly ClosingWatcher[]>();

const isList = (
  one: ClosingWatcher | readonly ClosingWatcher[],
): one is readonly ClosingWatcher[] => Array.isArray(one);

const isWatcher = (one: unknown): boolean =>
  !Array.isArray(one) &&
  typeof (one as ClosingWatcher | null | undefined)?.onClosing === 'function';

const listOf = (fd: number): readonly ClosingWatcher[] => {
  const found = watchers.get(fd);
  if (found === undefined) return [];
  return isList(found) ? found : [found];
};

/**
 * Calls back when this thread calls `close`, `dup2` or `release` of this package for a descriptor, as every `Socket` and
 * selector does. It does not notice when other code (another thread, `fs`, native code) closes the descriptor.
 *
 * @returns A function that cancels it.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE; {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export function onClosing(fd: number, listener: ClosingListener): () => void {
  checkWhole(fd, 'the descriptor');
  const watcher: ClosingWatcher = { onClosing: checkListener(listener) };
  watchClosing(fd, watcher);
  return () => unwatchClosing(fd, watcher);
}

/**
 * The same for an object of which there may be many.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE; {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export function watchClosing(fd: number, watcher: ClosingWatcher): void {
  checkWhole(fd, 'the descriptor');
  if (!isWatcher(watcher))
    throw argTypeError(
      `the watcher must be an object with a method onClosing, not ${kindOf(watcher)}`,
    );
  watchers.set(fd, watchers.has(fd) ? [...listOf(fd), watcher] : watcher);
}

/** Cancels `watchClosing`. An object that does not watch the descriptor is ignored. */
export function unwatchClosing(fd: number, watcher: ClosingWatcher): void {
  const left = listOf(fd).filter((one) => one !== watcher);
  if (left.length > 0) watchers.set(fd, left);
  else watchers.delete(fd);
}

/** Calls the watchers of a descriptor, each once. */
export function notifyClosing(fd: number, cause: ClosingCause): void {
  // This must be cheap: a server closes a descriptor for each request, and most are not watched.
  if (!watchers.has(fd)) return;
  const called = listOf(fd);
  watchers.delete(fd);
  for (const watcher of called) {
    try {
      watcher.onClosing(cause);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
