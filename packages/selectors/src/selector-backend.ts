// The contract of a backend, which SelectorImpl uses. To add a backend, write:
// 1. one file <name>-selector.ts with the six abstract methods below, in this order;
// 2. its capabilities (supports...), true only if the system call itself has them;
// 3. a line in DefaultSelector's list of candidates, 4. an export, 5. a test file that calls the
// contract suite.

import { inspect } from 'node:util';

import { BusyPoll, F_GETFD, checkOptionNames, classNameOf, fcntl, inspectLine } from '@fdset/posix';
import type { BusyPollStats, InspectArguments } from '@fdset/posix';

import { BaseSelector } from './base-selector.js';
import type { SelectorOptions } from './base-selector.js';
import type { FileObjectLike } from './file-object.js';
import type { ReadyList } from './ready-list.js';
import { explainRefusal } from './refused-descriptor.js';
import { RegistrationTable } from './registration-table.js';
import type { Interest, Registration } from './registration.js';
import { renewAfterFork } from './renew-after-fork.js';
import { SelectorResources } from './selector-resources.js';
import { WakeupChannel } from './wakeup-channel.js';

/** The mechanism underneath a selector. */
export abstract class SelectorBackend<
  Data = unknown,
  FileObject extends FileObjectLike = FileObjectLike,
> extends BaseSelector<Data, FileObject> {
  /** @internal */
  protected readonly registrations = new RegistrationTable<Data, FileObject>();
  /** @internal */
  protected readonly resources = new SelectorResources();
  /** @internal The busy polling that every `wait` passes to its system call. */
  protected readonly busyPoll: BusyPoll | undefined;

  constructor(options: SelectorOptions) {
    super();
    checkOptionNames(options, ['busyPollUs'], 'a selector');
    const { busyPollUs = 0 } = options;
    const busyPoll = new BusyPoll(busyPollUs);
    this.busyPoll = busyPoll.boundUs > 0 ? busyPoll : undefined;
    this.resources.stopRenewing = renewAfterFork(this, (own) => {
      own.resources.channel?.renew();
      own.renew();
    });
  }

  override get busyPollUs(): number {
    return this.busyPoll?.boundUs ?? 0;
  }

  override get busyPollStats(): BusyPollStats {
    return this.busyPoll?.stats ?? { spins: 0, hits: 0, spunMs: 0 };
  }

  /** `console.log(selector)` shows whether it is open, the number of its file objects, and the statistics of spinning. */
  [inspect.custom](...given: InspectArguments): string {
    return inspectLine(classNameOf(this, 'Selector'), () => this.#parts(), ...given);
  }

  override toString(): string {
    return this[inspect.custom]();
  }

  #parts(): string[] {
    if (this.closed) return ['closed'];
    const open = ['open', `registered=${this.registrations.byFd.size}`];
    if (this.busyPoll === undefined) return open;
    const { spins, hits } = this.busyPollStats;
    return [...open, `busyPollUs=${this.busyPollUs}`, `spins=${spins}`, `hits=${hits}`];
  }

  /** @internal Watches a new registration; an error names the descriptor. */
  protected enter(registration: Registration<Data, FileObject>): void {
    try {
      this.attach(registration);
    } catch (error) {
      throw explainRefusal(error, registration.fd);
    }
  }

  /** @internal Starts watching. If the system call fails, it throws and watches nothing. */
  protected abstract attach(interest: Interest): void;

  /**
   * @internal Applies changed events or options and arms the interest. If that fails, it throws and changes nothing.
   */
  protected abstract update(interest: Interest): void;

  /** @internal Stops watching. It never throws, because the descriptor may be closed already. */
  protected abstract detach(interest: Interest): void;

  /**
   * @internal Waits once and reports each hit by `deliver`, or by `consumeWakeup` for the wake-up. It may return early
   * without a hit, because SelectorImpl checks the deadline.
   */
  protected abstract wait(timeoutMs: number | null, ready: ReadyList<Data, FileObject>): void;

  /** @internal The epoll descriptor, which is readable when `wait` would report something. */
  protected abstract watchedFd(): number;

  /** @internal Replaces the selector's kernel objects under the same numbers, because a fork shares the old ones. */
  protected abstract renew(): void;

  /** @internal Whether `wait` would report something although `watchedFd` is not readable. */
  protected hasUnannounced(): boolean {
    return false;
  }

  /** @internal Called when `watchedFd` was readable, but `wait` reported nothing. */
  protected onFalseAlarm(): void {}

  /** @internal Whether the number of a registration still means an open file. */
  protected isStillOpen(interest: Interest): boolean {
    try {
      return fcntl(interest.fd, F_GETFD) >= 0;
    } catch {
      return false;
    }
  }

  /** @internal Whether `watchedFd` watches the file of an open registration; its number may have been closed and reused. */
  protected isWatched(_interest: Interest): boolean {
    return true;
  }

  /** @internal */
  protected openChannel(): WakeupChannel {
    const channel = new WakeupChannel();
    try {
      this.attach(channel.interest);
      return channel;
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  /** @internal All entries that are watched. */
  protected *interests(): Generator<Interest, undefined> {
    yield* this.registrations.byFd.values();
    if (this.resources.channel !== null) yield this.resources.channel.interest;
    return undefined;
  }
}
