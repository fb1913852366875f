// Renews the selectors that a forked child inherits. fork(2) shares epoll sets: the child would change the entries of its
// parent and its siblings, and would wake up for their descriptors.

import { afterFork } from '@fdset/posix';

/**
 * Calls `renew` in each forked child before anything else runs there, while `owner` exists. It does not keep `owner` alive.
 *
 * @returns A function that cancels it.
 */
export function renewAfterFork<Owner extends object>(
  owner: Owner,
  renew: (owner: Owner) => void,
): () => void {
  const reference = new WeakRef(owner);
  return afterFork(() => {
    const alive = reference.deref();
    if (alive !== undefined) renew(alive);
  });
}
