// Who is told when a number ceases to stand for its file. The kernel tells nobody: an epoll set forgets a closed
// descriptor without a word, or keeps its entry for as long as a duplicate of the file lives anywhere.

import { checkListener, checkWhole } from './arguments.js';

/**
 * What becomes of a number: right before it is closed, right after dup2(2) has made it another file, or while it is given away
 * (`release`, so by `detach` of a Socket) and stays what it is.
 */
export type ClosingCause = 'closed' | 'replaced' | 'released';

/** Told once about a number; what it throws is an uncaught error, and the descriptor is closed all the same. */
export type ClosingListener = (cause: ClosingCause) => void;

const listeners = new Map<number, ClosingListener[]>();

/**
 * Calls back when this thread ends what a descriptor's number stands for, by `close`, `dup2` or `release` of this package, so
 * by every `Socket` and selector. What others close (another thread, `fs`, native code) is not seen.
 *
 * @returns Ends it.
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

/** Tells those who have asked, each once. */
export function tellClosing(fd: number, cause: ClosingCause): void {
  // Most threads watch few descriptors, and a server closes one for each request.
  const told = listeners.get(fd);
  if (told === undefined) return;
  listeners.delete(fd);
  for (const listener of told) {
    try {
      listener(cause);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
