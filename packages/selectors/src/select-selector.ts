// The selector over select(2), a TableSelector. It takes descriptors below FD_SETSIZE only, and has no EVENT_RDHUP. Compare
// poll-selector.ts.

import {
  FD_SETSIZE,
  SELECT_EXCEPT,
  SELECT_READ,
  SELECT_WRITE,
  rangeError,
  waitSelect,
} from '@fdset/posix';

import { EVENT_PRI, EVENT_READ, EVENT_WRITE } from './events.js';
import type { FileObjectLike } from './file-object.js';
import { markHungUp } from './hung-up.js';
import { callWithoutClosed } from './select-closed.js';
import type { Interest } from './registration.js';
import { TableSelector } from './table-selector.js';

/**
 * A selector over select(2). `register` refuses descriptors of `FD_SETSIZE` (1024) and above.
 *
 * A hang-up of a file object that is not registered for `EVENT_READ` does not end a blocking `select`, because select(2)
 * does not report it. It is reported when `select` returns for another reason, and by `selectAsync` at once.
 */
export class SelectSelector<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
> extends TableSelector<Data, FileObject> {
  override readonly supportsPri = true;
  override readonly supportsRdhup = false;

  /** @internal */
  protected override attach(interest: Interest): void {
    if (interest.fd >= FD_SETSIZE) {
      throw rangeError(
        `Descriptor ${interest.fd} is too large for select: FD_SETSIZE is ${FD_SETSIZE}`,
      );
    }
    super.attach(interest);
  }

  /** @internal */
  protected override toNative(events: number): number {
    let bits = 0;
    if (events & EVENT_READ) bits |= SELECT_READ;
    if (events & EVENT_WRITE) bits |= SELECT_WRITE;
    if (events & EVENT_PRI) bits |= SELECT_EXCEPT;
    return bits;
  }

  /** @internal */
  protected override fromNative(bits: number): number {
    let events = 0;
    if (bits & SELECT_READ) events |= EVENT_READ;
    if (bits & SELECT_WRITE) events |= EVENT_WRITE;
    if (bits & SELECT_EXCEPT) events |= EVENT_PRI;
    return events;
  }

  /** @internal */
  protected override call(timeoutMs: number | null): number {
    return this.#select(timeoutMs) || markHungUp(this.list);
  }

  #select(timeoutMs: number | null): number {
    try {
      return waitSelect(this.list.entries, this.list.count, timeoutMs, this.busyPoll);
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EBADF') throw error;
      return callWithoutClosed(this.list);
    }
  }
}
