// The driver over the kernel's ring (io_uring): receives and sends are submitted, and the kernel moves the bytes. An eventfd on Node's
// event loop says that it has work to do for them, which it does in the call that collects the completions (decision 0038). One
// native call submits all of a turn, one collects.
import { RING_COMPLETION, SOCK_STREAM, afterFork } from '@fdset/posix';
import type { Ring } from '@fdset/posix';
import type { WatchListener } from '@fdset/selectors';
import * as timers from 'node:timers';
import type { SocketState } from '../../socket-state.js';
import { usualDriver } from '../choose-driver.js';
import type { Driver, Lanes, Port } from '../driver.js';
import { MOST_AT_ONCE, MOST_LARGE } from '../turn-limits.js';
import type { Gathered, Postponed, RingHost, RingUser } from './ring-host.js';
import { UringPort } from './uring-port.js';
import { WatchedRing } from './watched-ring.js';

const { setImmediate } = timers;
const nextTick = process.nextTick.bind(process);
// Not the function queueMicrotask, which a test runner's fake timers may replace.
const settled = Promise.resolve();

/**
 * Waits and moves bytes by io_uring, for AsyncSockets that are made with `{ driver }`. One driver of a thread serves all of them.
 * It needs Linux 6.1, and a system that allows io_uring. The ring receives and sends streams without flags; all other verbs wait
 * for readiness, as those of the usual driver do.
 */
export class UringDriver implements Driver, RingHost, WatchListener {
  readonly name = 'uring';
  /** Who waits for the operations in flight, by id. */
  readonly #users: (RingUser | undefined)[] = [];
  /** Tells an operation from the next one of its id, which may begin as soon as it has ended. */
  readonly #serials: number[] = [];
  #serial = 0;
  readonly #ring = new WatchedRing(this);
  #ports = 0;
  #unsent: Gathered[] = [];
  readonly #postponed: Postponed[] = [];
  #isEndQueued = false;
  /** Where in the ring's completions the next and the end are. */
  #next = 0;
  #end = 0;
  #isReleasing = false;
  #left = MOST_AT_ONCE;

  /** @throws {RingUnavailableError} whose `reason` says why the system refuses io_uring */
  constructor() {
    this.#ring.acquire();
    this.#releaseSoon();
    this.#queueEnd();
    collected.register(this, renewAfterFork(new WeakRef(this)));
  }

  open(state: SocketState, lanes: Lanes): Port {
    const openWaiter = (): Port => usualDriver().open(state, lanes);
    if (state.type !== SOCK_STREAM) return openWaiter();
    this.#ports++;
    return new UringPort(state.fd, lanes, this, openWaiter);
  }

  // What ports ask for

  get ring(): Ring {
    const ring = this.#ring.acquire();
    this.#queueEnd();
    return ring;
  }

  get memory(): Buffer {
    return this.#ring.acquire().memory;
  }

  expect(id: number, user: RingUser): void {
    this.#users[id] = user;
    this.#serials[id] = ++this.#serial;
  }

  queueSend(sender: Gathered): void {
    this.#ring.acquire();
    this.#unsent.push(sender);
    this.#queueEnd();
  }

  postpone(receiver: Postponed): void {
    this.#postponed.push(receiver);
    this.#queueEnd();
  }

  cancel(ids: readonly number[]): void {
    const ring = this.#ring.acquire();
    const serials = ids.map((id) => this.#serials[id]);
    const isInFlight = (id: number, index: number): boolean =>
      this.#users[id] !== undefined && this.#serials[id] === serials[index];
    this.#dispatchRest(ring);
    // One of them may have ended meanwhile, and its id may be that of another operation. The kernel does not find an operation
    // that it is about to try again, so it is asked until it has cancelled all.
    const left = (): readonly number[] => ids.filter(isInFlight);
    for (let open = left(); open.length > 0; open = left()) {
      for (const id of open) ring.cancel(id);
      this.#submit(ring);
      if (left().length > 0) this.#dispatch(ring, ring.drain());
    }
    // What was in flight kept the process alive.
    this.#queueEnd();
  }

  flush(): void {
    const ring = this.#ring.current;
    if (ring === null) return;
    this.#dispatchRest(ring);
    const senders = this.#gather(ring);
    this.#submit(ring);
    for (const sender of senders) sender.submitted();
  }

  leave(): void {
    this.#ports--;
    if (this.#ports === 0) this.#releaseSoon();
  }

  // Turns

  onReadable(): void {
    const ring = this.#ring.current;
    if (ring === null) return;
    this.#left = MOST_AT_ONCE;
    try {
      this.#dispatch(ring, ring.drain());
    } catch (error) {
      return this.onWatchError(error as Error);
    }
    // The tick comes when everything that the completions have started was run, so that it submits all of it.
    void settled.then(() => this.#queueEnd());
  }

  onWatchError(error: Error): void {
    for (const user of this.#users) user?.fail(error);
  }

  #queueEnd(): void {
    if (this.#isEndQueued) return;
    this.#isEndQueued = true;
    if (this.#left-- > 0) nextTick(this.#endTurn);
    else
      setImmediate(() => {
        this.#left = MOST_AT_ONCE;
        this.#endTurn();
      });
  }

  readonly #endTurn = (): void => {
    this.#isEndQueued = false;
    this.flush();
    if (this.#postponed.length > 0) this.#receivePostponed();
    this.#ring.keepAlive();
  };

  #receivePostponed(): void {
    for (const one of this.#postponed.splice(0, MOST_LARGE)) one.receivePostponed();
    void settled.then(() => this.#queueEnd());
  }

  #gather(ring: Ring): readonly Gathered[] {
    const senders = this.#unsent;
    if (senders.length === 0) return [];
    this.#unsent = [];
    for (const sender of senders) {
      if (ring.staged > ring.staging.length / 2) this.#submit(ring);
      sender.gather(ring);
    }
    return senders;
  }

  // Once more only for what there was no room for: what the completions start is for the next turn.
  #submit(ring: Ring): void {
    for (let isLeft = ring.queued > 0; isLeft;) {
      const count = ring.submit();
      isLeft = ring.queued > 0;
      this.#dispatch(ring, count);
    }
  }

  /** Lets the ports know. What they start is queued, and submitted later. */
  #dispatch(ring: Ring, count: number): void {
    this.#next = RING_COMPLETION;
    this.#end = (count + 1) * RING_COMPLETION;
    this.#dispatchRest(ring);
  }

  // Another turn overwrites the completions, so a port that needs one has the others served before.
  #dispatchRest(ring: Ring): void {
    const { completions } = ring;
    while (this.#next < this.#end) {
      const at = this.#next;
      this.#next += RING_COMPLETION;
      const id = completions[at] as number;
      const user = this.#users[id];
      this.#users[id] = undefined;
      user?.complete(
        completions[at + 2] as number,
        completions[at + 3] as number,
        completions[at + 4] as number,
      );
    }
  }

  // The ring exists while there are ports.

  // A program that opens one socket after the other needs the ring again at once.
  #releaseSoon(): void {
    if (this.#isReleasing) return;
    this.#isReleasing = true;
    setImmediate(() => {
      this.#isReleasing = false;
      if (this.#ports === 0) this.#release();
    });
  }

  #release(): void {
    this.#ring.release();
    this.#users.length = 0;
  }

  /** @internal Goes on in a forked child, which has let go of the ring of its parent. */
  renew(): void {
    if (this.#ring.current === null) return;
    const users = [...this.#users];
    this.#release();
    for (const user of users) user?.restart();
  }
}

const collected = new FinalizationRegistry<() => void>((ignoreForks) => ignoreForks());

const renewAfterFork = (reference: WeakRef<UringDriver>): (() => void) =>
  afterFork(() => reference.deref()?.renew());
