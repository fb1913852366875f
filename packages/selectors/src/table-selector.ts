// The part that PollSelector and SelectSelector share: the table of interests that every call passes to the kernel, and the
// companion epoll set by which Node's event loop waits for it.

import { F_GETFD, fcntl } from '@fdset/posix';

import { CompanionSet } from './companion-set.js';
import type { FileObjectLike } from './file-object.js';
import { ENTRY_SIZE, InterestList } from './interest-list.js';
import type { ReadyList } from './ready-list.js';
import type { Interest } from './registration.js';
import { SelectorImpl } from './selector-impl.js';

/** A selector whose system call keeps no state in the kernel. */
export abstract class TableSelector<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
> extends SelectorImpl<Data, FileObject> {
  override readonly supportsEdge = false;
  override readonly supportsOneshot = false;
  override readonly supportsExclusive = false;

  /** @internal */
  protected readonly list = new InterestList();
  #companion: CompanionSet | null = null;

  /** @internal Converts selector events to the bits of the system call. */
  protected abstract toNative(events: number): number;
  /** @internal Converts bits of the system call to selector events. */
  protected abstract fromNative(bits: number): number;
  /** @internal Makes one system call over the list; returns how many entries are ready. */
  protected abstract call(timeoutMs: number | null): number;

  /** @internal */
  protected override attach(interest: Interest): void {
    // epoll_ctl checks the descriptor at once, but poll and select would check it only when they wait.
    fcntl(interest.fd, F_GETFD);
    this.#companion?.add(interest);
    this.list.set(interest.fd, this.toNative(interest.events));
  }

  /** @internal */
  protected override update(interest: Interest): void {
    fcntl(interest.fd, F_GETFD);
    this.#companion?.modify(interest);
    this.list.set(interest.fd, this.toNative(interest.events));
  }

  /** @internal */
  protected override detach(interest: Interest): void {
    this.#companion?.delete(interest.fd);
    this.list.delete(interest.fd);
  }

  /** @internal */
  protected override wait(timeoutMs: number | null, ready: ReadyList<Data, FileObject>): void {
    let left = this.call(timeoutMs);
    const { entries } = this.list;
    for (let index = 2; left > 0; index += ENTRY_SIZE) {
      const bits = entries[index] as number;
      if (bits === 0) continue;
      left--;
      const registration = this.registrations.byFd.get(entries[index - 2] as number);
      if (registration === undefined) this.consumeWakeup();
      else this.deliver(ready, registration, this.fromNative(bits));
    }
  }

  /** @internal */
  protected override watchedFd(): number {
    return this.#companionSet().fd;
  }

  /** @internal */
  protected override hasUnannounced(): boolean {
    return this.#companion !== null && this.#companion.refused > 0;
  }

  /** @internal */
  // poll and select watch numbers, epoll watches files. A number that was closed and reused without being unregistered
  // would keep the companion set readable for ever.
  protected override onFalseAlarm(): void {
    this.renew();
  }

  /** @internal */
  protected override renew(): void {
    this.#companion?.rebuild(this.interests());
    this.resources.watch?.renew();
  }

  /** @internal */
  protected override isWatched(interest: Interest): boolean {
    return this.#companion?.has(interest) ?? true;
  }

  #companionSet(): CompanionSet {
    if (this.#companion !== null) return this.#companion;
    const companion = new CompanionSet();
    try {
      for (const interest of this.interests()) if (interest.armed) companion.add(interest);
    } catch (error) {
      companion.close();
      throw error;
    }
    this.resources.set = companion;
    this.#companion = companion;
    return companion;
  }
}
