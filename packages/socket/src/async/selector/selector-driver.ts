// The driver that waits for readiness: one epoll set per thread behind one watch on Node's event loop. In each turn one native
// call waits and receives for all sockets (ready-set.ts), and one sends for all (outbox.ts).
import { monotonicMs } from '@fdset/posix';
import type { WatchListener } from '@fdset/selectors';
import * as timers from 'node:timers';
import type { SocketState } from '../../socket-state.js';
import type { Driver, Lanes } from '../driver.js';
import { MOST_AT_ONCE, MOST_LARGE } from '../turn-limits.js';
import { Outbox } from './outbox.js';
import type { Sender } from './outbox.js';
import { ReadySet } from './ready-set.js';
import { SelectorPort } from './selector-port.js';
import type { Deferred, PortHost } from './port-host.js';

const { setImmediate } = timers;
const nextTick = process.nextTick.bind(process);
// Unlike queueMicrotask it allocates no asynchronous resource.
const settled = Promise.resolve();

// For how long one turn may look for the answers to what it has sent.
const TURN_MS = 1;

/**
 * Waits for readiness, and then makes the calls, for AsyncSockets of a thread. AsyncSocket uses one by default where there is epoll
 * (Linux), so a program needs it only for a driver of its own.
 */
export class SelectorDriver implements Driver, PortHost, WatchListener {
  readonly name = 'selector';
  readonly set = new ReadySet(this);
  readonly #outbox = new Outbox();
  #generation = 0;
  /** How many ports keep the process alive. */
  #waiting = 0;
  #deferred: Deferred[] = [];
  #postponed: Deferred[] = [];
  #largeLeft = MOST_LARGE;
  #isEndQueued = false;
  #turnEndsAt = 0;
  #left = MOST_AT_ONCE;

  open(state: SocketState, lanes: Lanes): SelectorPort {
    this.#generation = (this.#generation + 1) & 0x7fffffff;
    return new SelectorPort(state, lanes, this, this.#generation);
  }

  // Turns

  onReadable(): void {
    this.#beginTurn();
    // The tick comes when everything that the results have started was run, so that it sends for all of it.
    if (this.#receive() >= 0) void settled.then(this.#queueEnd);
  }

  /** Receives for all sockets; returns how many were ready, or -1 if the set is of no use any more. */
  #receive(): number {
    try {
      return this.set.receive();
    } catch (error) {
      // Other code has closed the set, which would be reported as ready for ever.
      this.onWatchError(error as Error);
      return -1;
    }
  }

  onWatchError(error: Error): void {
    for (const member of this.set.members) (member as SelectorPort).fail(error);
  }

  #beginTurn(): void {
    this.#turnEndsAt = monotonicMs() + TURN_MS;
    this.#left = MOST_AT_ONCE;
  }

  /** Whether one more operation may end without a turn of the event loop. */
  mayGoOn(): boolean {
    return this.#left-- > 0;
  }

  readonly #queueEnd = (): void => {
    if (this.#isEndQueued) return;
    this.#isEndQueued = true;
    if (this.mayGoOn()) nextTick(this.#endTurn);
    else
      setImmediate(() => {
        this.#beginTurn();
        this.#endTurn();
      });
  };

  readonly #endTurn = (): void => {
    this.#isEndQueued = false;
    const hasSent = this.#outbox.flush();
    this.#largeLeft = MOST_LARGE;
    if (this.#postponed.length > 0) this.#readPostponed();
    // Whoever waited for its send asks for the answer first, and is then served together with the others.
    else if (hasSent && monotonicMs() < this.#turnEndsAt) void settled.then(this.#queueLook);
    this.set.keepAlive(this.#waiting > 0);
  };

  readonly #queueLook = (): void => nextTick(this.#look);

  // Answers to what was just sent are often there already, and a turn of Node's event loop costs more than looking.
  readonly #look = (): void => {
    if (this.#waiting > 0 && this.#receive() > 0) void settled.then(this.#queueEnd);
  };

  #readPostponed(): void {
    const postponed = this.#postponed;
    this.#postponed = postponed.splice(MOST_LARGE);
    for (const port of postponed) port.readDeferred();
    void settled.then(this.#queueEnd);
  }

  // What ports ask for

  countWaiting(more: number): void {
    this.#waiting += more;
    this.#queueEnd();
  }

  /** Sends the first writes of a port when the running code has ended, together with those of other ports. */
  queueSend(port: Sender): void {
    this.#outbox.add(port);
    this.#queueEnd();
  }

  flush(): void {
    this.#outbox.flush();
  }

  mayReadLarge(): boolean {
    return this.#largeLeft-- > 0;
  }

  postponeRead(port: Deferred): void {
    this.#postponed.push(port);
    this.#queueEnd();
  }

  deferRead(port: Deferred): void {
    this.#deferred.push(port);
    if (this.#deferred.length > 1) return;
    setImmediate(() => {
      this.#beginTurn();
      const deferred = this.#deferred;
      this.#deferred = [];
      for (const one of deferred) one.readDeferred();
    });
  }
}
