// What a forked child has to do before anything else: it shares every open file of its parent, those included that
// keep state in the kernel.

import { checkListener } from './arguments.js';

const listeners = new Set<() => void>();

/**
 * Calls back in each child of `serveForks`, before that returns there. What an epoll set or an eventfd watches and
 * counts is shared across fork(2): a child that used its parent's would change what the parent and its other children
 * wait for.
 *
 * @returns Ends it.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export function afterFork(listener: () => void): () => void {
  checkListener(listener);
  const own = (): void => listener();
  listeners.add(own);
  return () => void listeners.delete(own);
}

/** Tells all who have asked, in the order in which they did. */
export function tellForked(): void {
  for (const listener of listeners) listener();
}
