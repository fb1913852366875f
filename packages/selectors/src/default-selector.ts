// The best selector of this system: the first candidate that can be made.

import type { BaseSelector, SelectorOptions } from './base-selector.js';
import { EpollSelector } from './epoll-selector.js';
import type { FileObjectLike } from './file-object.js';
import { KqueueSelector } from './kqueue-selector.js';
import { PollSelector } from './poll-selector.js';
import { SelectSelector } from './select-selector.js';

/** A selector class. */
export interface SelectorClass {
  new <Data = unknown, FileObject extends FileObjectLike = FileObjectLike>(
    options?: SelectorOptions,
  ): BaseSelector<Data, FileObject>;
}

// The best comes first. The costs of epoll and kqueue grow with the number of ready descriptors, those of poll and select with
// the number of registered ones. No system has both epoll and kqueue. select takes small descriptors only.
const CANDIDATES: readonly SelectorClass[] = [
  EpollSelector,
  KqueueSelector,
  PollSelector,
  SelectSelector,
];

// The errors of a system call that this system lacks, or that this program cannot use.
const REFUSED = new Set<unknown>(['ERR_FDSET_UNSUPPORTED', 'ENOSYS', 'EPERM', 'EACCES']);

/**
 * The class of the best selector of this system. It is the first of epoll, kqueue, poll and select that can really be made.
 * As in CPython it is a constant: on Linux `DefaultSelector === EpollSelector`, on macOS
 * `DefaultSelector === KqueueSelector`.
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

// An old kernel (ENOSYS) or a sandbox (EPERM) may refuse a system call that the headers declare. A shortage of descriptors
// (EMFILE) does not mean that the system call is missing.
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
