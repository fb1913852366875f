// The selector over kqueue(2): a SelectorImpl over a KqueueSet. It has edge-triggered and oneshot registrations, and a
// descriptor itself. Compare epoll-selector.ts.

import type { SelectorOptions } from './base-selector.js';
import { HIT_SIZE } from './epoll-set.js';
import type { FileObjectLike } from './file-object.js';
import { KqueueSet } from './kqueue-set.js';
import type { ReadyList } from './ready-list.js';
import type { Interest } from './registration.js';
import { SelectorImpl } from './selector-impl.js';
import { WAKEUP_GENERATION } from './wakeup-channel.js';

/** A selector over kqueue(2), for macOS. */
export class KqueueSelector<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
> extends SelectorImpl<Data, FileObject> {
  override readonly supportsPri = false;
  override readonly supportsRdhup = false;
  override readonly supportsEdge = true;
  override readonly supportsOneshot = true;
  override readonly supportsExclusive = false;

  readonly #set = new KqueueSet();

  /** @throws TypeError, RangeError for a bad `busyPollUs`; SocketError `EMFILE`. */
  constructor(options: SelectorOptions = {}) {
    super(options);
    this.resources.set = this.#set;
  }

  /** The kqueue descriptor. It is readable while something is ready, so one selector can be registered with another. */
  fileno(): number {
    this.assertOpen();
    return this.#set.fd;
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
    for (let index = 0; index < count * HIT_SIZE; index += HIT_SIZE) {
      const fd = hits[index] as number;
      const registration = byFd.get(fd);
      const generation = hits[index + 1];
      if (registration !== undefined && isWatched(registration, generation)) {
        this.deliver(ready, registration, hits[index + 2] as number);
        if (registration.options.oneshot) this.#set.disarm(fd);
      } else if (generation === WAKEUP_GENERATION) this.consumeWakeup();
      else this.#set.delete(fd);
    }
  }

  /** @internal */
  protected override watchedFd(): number {
    return this.#set.fd;
  }

  /** @internal Unlike F_GETFD this also detects a number that was reused. */
  protected override isStillOpen(interest: Interest): boolean {
    const { edge, oneshot } = interest.options;
    if (edge || oneshot) return super.isStillOpen(interest);
    return this.#set.has(interest);
  }

  /** @internal */
  protected override renew(): void {
    this.#set.rebuild(this.interests());
    this.resources.watch?.renew();
  }
}

function isWatched(interest: Interest, generation: number | undefined): boolean {
  return interest.generation === generation && interest.attached;
}
