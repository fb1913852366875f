// What a backend provides, as a contract; SelectorImpl is written against it. To add a backend:
// 1. one file <name>-selector.ts with the six abstract methods below, in this order;
// 2. its capabilities (supports...), true only for what the system call itself can do;
// 3. a line in DefaultSelector's list of candidates, 4. an export, 5. a test file that calls the
// contract suite.

import { inspect } from 'node:util';

import { BusyPoll, F_GETFD, classNameOf, fcntl, inspectLine } from '@fdset/posix';
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
import { checkSelectorOptions } from './wait-arguments.js';
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
  /** @internal What every `wait` hands to its system call. */
  protected readonly busyPoll: BusyPoll | undefined;

  constructor(options: SelectorOptions) {
    super();
    const { busyPollUs = 0 } = checkSelectorOptions(options);
    const busyPoll = new BusyPoll(busyPollUs);
    this.busyPoll = busyPoll.boundUs > 0 ? busyPoll : undefined;
    this.resources.unfork = renewAfterFork(this, (own) => {
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

  /** `console.log(selector)`: whether it is open, how many file objects it has, what spinning brought. */
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

  /** @internal Watches a new registration; what is refused is named. */
  protected enter(registration: Registration<Data, FileObject>): void {
    try {
      this.attach(registration);
    } catch (error) {
      throw explainRefusal(error, registration.fd);
    }
  }

  /** @internal Starts watching. Throws what the system call throws, and then watches nothing. */
  protected abstract attach(interest: Interest): void;

  /**
   * @internal Applies changed events or options and arms the interest. Throws, and then changes
   * nothing.
   */
  protected abstract update(interest: Interest): void;

  /** @internal Stops watching. Never throws: the descriptor may be closed already. */
  protected abstract detach(interest: Interest): void;

  /**
   * @internal Waits once and reports each hit: by `deliver`, or by `consumeWakeup` if it is the
   * wake-up's. May end early without a hit; SelectorImpl keeps the deadline.
   */
  protected abstract wait(timeoutMs: number | null, ready: ReadyList<Data, FileObject>): void;

  /** @internal The epoll descriptor that is readable when `wait` would report something. */
  protected abstract watchedFd(): number;

  /** @internal Makes what the kernel keeps of the selector anew, under the same numbers: the old is shared since a fork. */
  protected abstract renew(): void;

  /** @internal Whether `wait` would report something that `watchedFd` does not show. */
  protected readyUnseen(): boolean {
    return false;
  }

  /** @internal `watchedFd` was readable, but `wait` reported nothing. */
  protected missed(): void {}

  /** @internal Whether the number of a registration still means an open file. */
  protected holds(interest: Interest): boolean {
    try {
      return fcntl(interest.fd, F_GETFD) >= 0;
    } catch {
      return false;
    }
  }

  /** @internal Whether `watchedFd` tells of an open registration, whose number may have been closed and reused. */
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

  /** @internal Everything that is being watched. */
  protected *interests(): Generator<Interest, undefined> {
    yield* this.registrations.byFd.values();
    if (this.resources.channel !== null) yield this.resources.channel.interest;
    return undefined;
  }
}
