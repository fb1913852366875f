// The selector over epoll(7): a SelectorImpl over an EpollSet. Only this backend has edge-triggered, oneshot and exclusive
// registrations, and only this one has a descriptor itself.

import { EPOLLEXCLUSIVE, EPOLLRDHUP } from '@fdset/posix';

import type { SelectorOptions } from './base-selector.js';
import { EpollSet, HIT_SIZE, fromEpoll } from './epoll-set.js';
import type { FileObjectLike } from './file-object.js';
import type { ReadyList } from './ready-list.js';
import type { Interest } from './registration.js';
import { SelectorImpl } from './selector-impl.js';
import { isShortage } from './shortage.js';
import { WAKEUP_GENERATION } from './wakeup-channel.js';

/** A selector over epoll(7), for Linux. */
export class EpollSelector<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
> extends SelectorImpl<Data, FileObject> {
  override readonly supportsPri = true;
  override readonly supportsRdhup = EPOLLRDHUP > 0;
  override readonly supportsEdge = true;
  override readonly supportsOneshot = true;
  override readonly supportsExclusive = EPOLLEXCLUSIVE > 0;

  readonly #set = new EpollSet();
  #rebuilds = 0;

  /** @throws TypeError, RangeError for a bad `busyPollUs`; SocketError `EMFILE`. */
  constructor(options: SelectorOptions = {}) {
    super(options);
    this.resources.set = this.#set;
  }

  /**
   * The epoll descriptor. It is readable while something is ready, so one selector can be registered with another. After
   * the set was rebuilt (see {@link rebuilds}), register it there again.
   */
  fileno(): number {
    this.assertOpen();
    return this.#set.fd;
  }

  /**
   * How often the set was replaced under the same descriptor number. That removes kernel entries of descriptors that were
   * closed before they were unregistered. A program that watches this selector from another epoll set must register it there
   * again each time.
   */
  get rebuilds(): number {
    return this.#rebuilds;
  }

  /** @internal */
  protected override attach(interest: Interest): void {
    this.#set.add(interest);
  }

  /** @internal */
  protected override update(interest: Interest): void {
    if (interest.attached) this.#set.modify(interest);
    else this.#set.add(interest);
    interest.attached = true;
  }

  /** @internal */
  protected override detach(interest: Interest): void {
    this.#set.delete(interest.fd);
  }

  /** @internal */
  protected override wait(timeoutMs: number | null, ready: ReadyList<Data, FileObject>): void {
    const { byFd } = this.registrations;
    const count = this.#set.wait(timeoutMs, byFd.size + 1, this.busyPoll);
    const { hits } = this.#set;
    let stale = false;
    for (let index = 0; index < count * HIT_SIZE; index += HIT_SIZE) {
      const registration = byFd.get(hits[index] as number);
      const generation = hits[index + 1];
      if (registration !== undefined && isWatched(registration, generation)) {
        this.deliver(ready, registration, fromEpoll(hits[index + 2] as number));
      } else if (generation === WAKEUP_GENERATION) this.consumeWakeup();
      else stale = true;
    }
    if (stale) this.#tryRebuild(ready.length > 0);
  }

  /** @internal */
  protected override watchedFd(): number {
    return this.#set.fd;
  }

  /** @internal Unlike F_GETFD this also detects a number that was reused. */
  protected override isStillOpen(interest: Interest): boolean {
    const { edge, oneshot, exclusive } = interest.options;
    if (edge || oneshot || exclusive) return super.isStillOpen(interest);
    return this.#set.has(interest);
  }

  /** @internal */
  protected override renew(): void {
    this.#rebuild();
  }

  // A number that was closed while registered may now mean another file, whose events a new set would report for the old
  // registration.
  #keep(interest: Interest): boolean {
    if (!interest.armed || interest.options.exclusive || this.#set.has(interest)) return true;
    interest.armed = false;
    interest.attached = false;
    return false;
  }

  // At a shortage of descriptors (EMFILE) the stale entry stays and reports again. If there are other events, the error is
  // ignored then, because events that are reported only once would be lost. Any other error would stay for ever.
  #tryRebuild(mayWait: boolean): void {
    try {
      this.#rebuild();
    } catch (error) {
      if (!mayWait || !isShortage(error)) throw error;
    }
  }

  #rebuild(): void {
    this.#set.rebuild([...this.interests()].filter((interest) => this.#keep(interest)));
    this.#rebuilds++;
    this.resources.watch?.renew();
  }
}

function isWatched(interest: Interest, generation: number | undefined): boolean {
  return interest.generation === generation && interest.attached;
}
