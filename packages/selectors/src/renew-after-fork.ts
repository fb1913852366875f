// The selectors that a forked child has inherited. An epoll set is shared across fork(2): the child would change what
// its parent and their other children wait for, and be woken for their descriptors.

import { afterFork } from '@fdset/posix';

/**
 * Renews `owner` in each forked child before anything else runs there, as long as it lives. Does not keep it alive.
 *
 * @returns Ends it.
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
