// Which of the two mechanisms with sets in the kernel this system has.

import { EPOLL_CTL_ADD, EVFILT_WRITE } from '@fdset/posix';

import { EpollSelector, KqueueSelector } from '../../src/index.js';
import type { BaseSelector, FileObjectLike, SelectorOptions } from '../../src/index.js';

// A constant that the headers lack is -1, which is also EVFILT_READ.
export const hasEpoll = EPOLL_CTL_ADD !== -1;
export const hasKqueue = EVFILT_WRITE !== -1;

/** The class that keeps its set in the kernel. It has the methods that both have. */
export const KernelSelector = (hasKqueue ? KqueueSelector : EpollSelector) as new <
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
>(
  options?: SelectorOptions,
) => KernelSelector<Data, FileObject>;
export type KernelSelector<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
> = BaseSelector<Data, FileObject> & { fileno(): number };
