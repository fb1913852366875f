// epoll(7): a SelectorImpl over an EpollSet. The only backend with edge-triggered, oneshot and
// exclusive registrations, and the only one that is a descriptor itself.

import { EPOLLEXCLUSIVE, EPOLLRDHUP } from '@fdset/posix';

import type { SelectorOptions } from './base-selector.js';
import { EpollSet, HIT_SIZE, fromEpoll } from './epoll-set.js';
import type { FileObjectLike } from './file-object.js';
import type { ReadyList } from './ready-list.js';
import type { Interest } from './registration.js';
import { SelectorImpl } from './selector-impl.js';
import { isShortage } from './shortage.js';
import { WAKEUP_GENERATION } from './wakeup-channel.js';

/** A selector over epoll(7). Linux. */
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
   * The epoll descriptor: readable while something is ready, so that a selector can be registered
   * with another one. A rebuilt set (see {@link rebuilds}) must be registered there anew.
   */
  fileno(): number {
    this.assertOpen();
    return this.#set.fd;
  }

  /**
   * How often the set was replaced behind its number, to be rid of an entry that a descriptor
   * closed before it was unregistered had left in the kernel. Whoever watches this selector from
   * another epoll must register it anew after each time.
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
    if (stale) this.#rebuildUnless(ready.length > 0);
  }

  /** @internal */
  protected override watchedFd(): number {
    return this.#set.fd;
  }

  /** @internal Sees a reused number as well, which F_GETFD does not. */
  protected override holds(interest: Interest): boolean {
    const { edge, oneshot, exclusive } = interest.options;
    if (edge || oneshot || exclusive) return super.holds(interest);
    return this.#set.has(interest);
  }

  /** @internal */
  protected override renew(): void {
    this.#rebuild();
  }

  // A number that was closed while registered may by now mean a file of somebody else, whose events a
  // new set would report under the old registration.
  #keep(interest: Interest): boolean {
    if (!interest.armed || interest.options.exclusive || this.#set.has(interest)) return true;
    interest.armed = false;
    interest.attached = false;
    return false;
  }

  // Without a descriptor to spare (EMFILE) the stale entry stays and comes again; what came with it
  // would be lost, if it is reported once only. Any other failure would stay for ever.
  #rebuildUnless(mayWait: boolean): void {
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
