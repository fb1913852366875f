// The selector over poll(2), a TableSelector. It takes any descriptor, but every call passes all of them to the kernel.
// Compare select-selector.ts.

import {
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLNVAL,
  POLLOUT,
  POLLPRI,
  POLLRDHUP,
  waitPoll,
} from '@fdset/posix';

import { EVENT_PRI, EVENT_RDHUP, EVENT_READ, EVENT_WRITE } from './events.js';
import type { FileObjectLike } from './file-object.js';
import { TableSelector } from './table-selector.js';

// A descriptor that was closed while registered (POLLNVAL) counts as an error.
const FAILED = POLLERR | POLLHUP | POLLNVAL;

/** A selector over poll(2). */
export class PollSelector<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
> extends TableSelector<Data, FileObject> {
  override readonly supportsPri = true;
  override readonly supportsRdhup = POLLRDHUP > 0;

  /** @internal */
  protected override toNative(events: number): number {
    let bits = 0;
    if (events & EVENT_READ) bits |= POLLIN;
    if (events & EVENT_WRITE) bits |= POLLOUT;
    if (events & EVENT_PRI) bits |= POLLPRI;
    if (events & EVENT_RDHUP) bits |= POLLRDHUP;
    return bits;
  }

  /** @internal */
  protected override fromNative(bits: number): number {
    let events = 0;
    if (bits & (POLLIN | FAILED)) events |= EVENT_READ;
    if (bits & (POLLOUT | FAILED)) events |= EVENT_WRITE;
    if (bits & POLLPRI) events |= EVENT_PRI;
    if (bits & POLLRDHUP) events |= EVENT_RDHUP;
    return events;
  }

  /** @internal */
  protected override call(timeoutMs: number | null): number {
    return waitPoll(this.list.entries, this.list.count, timeoutMs, this.busyPoll);
  }
}
