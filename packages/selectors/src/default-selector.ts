// The best selector that this system really has: the first candidate that can be made.

import type { BaseSelector, SelectorOptions } from './base-selector.js';
import { EpollSelector } from './epoll-selector.js';
import type { FileObjectLike } from './file-object.js';
import { PollSelector } from './poll-selector.js';
import { SelectSelector } from './select-selector.js';

/** A selector class. */
export interface SelectorClass {
  new <Data = unknown, FileObject extends FileObjectLike = FileObjectLike>(
    options?: SelectorOptions,
  ): BaseSelector<Data, FileObject>;
}

// Best first: kqueue (where there is one) and epoll scale with what is ready, poll and select with
// what is registered; select takes small descriptors only.
const CANDIDATES: readonly SelectorClass[] = [EpollSelector, PollSelector, SelectSelector];

// Of a system call that is not there for this program.
const REFUSED = new Set<unknown>(['ENOSYS', 'EPERM', 'EACCES']);

/**
 * The class of the best selector of this system, found by really making one of each: kqueue, epoll,
 * poll, select. A constant, as in CPython: on Linux `DefaultSelector === EpollSelector`.
 */
export const DefaultSelector: SelectorClass = /* @__PURE__ */ firstUsable(CANDIDATES);

/** An instance of {@link DefaultSelector}. */
export type DefaultSelector<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
> = BaseSelector<Data, FileObject>;

function firstUsable(candidates: readonly SelectorClass[]): SelectorClass {
  return candidates.find(isUsable) ?? SelectSelector;
}

// A system call may be declared and still be refused, by an old kernel (ENOSYS) or a sandbox
// (EPERM). Without a descriptor to spare it is there all the same, and its constructor says EMFILE.
function isUsable(Candidate: SelectorClass): boolean {
  try {
    const selector = new Candidate();
    selector.select(0);
    selector.close();
    return true;
  } catch (error) {
    return !REFUSED.has((error as { code?: unknown }).code);
  }
}
