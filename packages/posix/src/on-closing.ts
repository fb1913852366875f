// Listeners that are called when a descriptor number no longer means its file. The kernel does not report that: an epoll set
// silently drops a closed descriptor, or keeps its entry while a duplicate of the file is open anywhere.

import { checkListener, checkWhole } from './arguments.js';

/**
 * What happens to a descriptor. `closed` comes right before it is closed, `replaced` right after dup2(2) has made it another
 * file, `released` when it is given away unchanged (`release`, which `detach` of a Socket calls).
 */
export type ClosingCause = 'closed' | 'replaced' | 'released';

/** Called once for a descriptor. An error that it throws is uncaught, and the descriptor is still closed. */
export type ClosingListener = (cause: ClosingCause) => void;

const listeners = new Map<number, ClosingListener[]>();

/**
 * Calls back when this thread calls `close`, `dup2` or `release` of this package for a descriptor, as every `Socket` and
 * selector does. It does not notice when other code (another thread, `fs`, native code) closes the descriptor.
 *
 * @returns A function that cancels it.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE; {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export function onClosing(fd: number, listener: ClosingListener): () => void {
  checkWhole(fd, 'the descriptor');
  checkListener(listener);
  const own: ClosingListener = (cause) => listener(cause);
  listeners.set(fd, [...(listeners.get(fd) ?? []), own]);
  return () => {
    const left = listeners.get(fd)?.filter((one) => one !== own) ?? [];
    if (left.length > 0) listeners.set(fd, left);
    else listeners.delete(fd);
  };
}

/** Calls the listeners of a descriptor, each once. */
export function notifyClosing(fd: number, cause: ClosingCause): void {
  // This must be cheap: a server closes a descriptor for each request, and most have no listener.
  const called = listeners.get(fd);
  if (called === undefined) return;
  listeners.delete(fd);
  for (const listener of called) {
    try {
      listener(cause);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
