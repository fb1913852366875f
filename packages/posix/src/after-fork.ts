// Callbacks that run first in a forked child. A child shares every open file with its parent, including files that have state
// in the kernel.

import { checkListener } from './arguments.js';

const listeners = new Set<() => void>();

/**
 * Calls back in each child of `serveForks`, before `serveForks` returns there. fork(2) shares the entries of an epoll set and
 * the counter of an eventfd: a child that used its parent's would change what the parent and its other children wait for.
 *
 * @returns A function that cancels it.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export function afterFork(listener: () => void): () => void {
  checkListener(listener);
  const own = (): void => listener();
  listeners.add(own);
  return () => void listeners.delete(own);
}

/** Calls all listeners in the order of their registration. What they register themselves is for later forks. */
export function notifyForked(): void {
  const known = Array.from(listeners);
  for (const listener of known) listener();
}
