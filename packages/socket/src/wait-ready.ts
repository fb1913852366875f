// The one place where a Socket waits. A call first tries without waiting; only when that would have
// blocked does it make a ReadyWait and alternate `untilReady()` with further tries:
//     const wait = new ReadyWait(state, 'recv', POLLIN, flags);
//     do wait.untilReady(); while ((received = tryRecv(...)) < 0);
// try-until-ready.ts is that loop; receive.ts, send.ts, connect.ts, send-file.ts and batch.ts have ones of their own.
import {
  InterruptedError,
  MSG_DONTWAIT,
  MSG_ERRQUEUE,
  MSG_OOB,
  POLLIN,
  checkInterrupt,
  sleep,
  waitFd,
} from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { systemError } from './system-error.js';
import { WaitLimit, nowMs } from './wait-limit.js';

// The kernel itself never waits for the error queue or for urgent data, whatever the mode.
const NEVER_WAITS = MSG_DONTWAIT | flag(MSG_ERRQUEUE) | flag(MSG_OOB);
const TOLERATED_FALSE_ALARMS = 3;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** A constant that the platform lacks is -1, which as a mask would mean every flag. */
function flag(value: number): number {
  return value < 0 ? 0 : value;
}

/** True when a call with these flags answers at once, whatever the socket's timeout. */
export const neverWaits = (state: SocketState, flags: number): boolean =>
  state.timeoutMs === 0 || (flags & NEVER_WAITS) !== 0;

// Calls that find everything ready never wait, and would keep signals from their listeners for as
// long as that lasts. One look costs about 50 ns, so not every call takes it.
const CALLS_PER_LOOK = 16;
let callsSinceLook = 0;

/**
 * The descriptor, for a call that may wait.
 * @throws {InterruptedError} EINTR when a signal with a listener came in on the main thread
 */
export const enterCall = (state: SocketState, call: string): number => {
  callsSinceLook += 1;
  if (callsSinceLook >= CALLS_PER_LOOK && state.timeoutMs !== 0) {
    callsSinceLook = 0;
    interruptible(call, checkInterrupt);
  }
  return requireFd(state);
};

/** Lets an interruption carry the name of the call that the user made. */
const interruptible = <T>(call: string, wait: () => T, address?: Address): T => {
  try {
    return wait();
  } catch (error) {
    throw error instanceof InterruptedError ? systemError('EINTR', call, address) : error;
  }
};

/**
 * One call's waiting: an absolute deadline, and a growing pause for descriptors that poll as ready
 * although the call would still block.
 */
export class ReadyWait {
  readonly #state: SocketState;
  readonly #call: string;
  readonly #events: number;
  readonly #address: Address | undefined;
  readonly #limit: WaitLimit;
  #falseAlarms = 0;
  #pauseMs = FIRST_PAUSE_MS;

  /**
   * @throws {BlockingIOError} EAGAIN when the socket or the flags forbid waiting
   */
  constructor(state: SocketState, call: string, events: number, flags = 0, address?: Address) {
    if (neverWaits(state, flags)) throw systemError('EAGAIN', call, address);
    this.#state = state;
    this.#call = call;
    this.#events = events;
    this.#address = address;
    this.#limit = new WaitLimit(state, call, events, address);
  }

  /**
   * Blocks until the descriptor polls as ready; returns the POLL* events that it then has.
   * @throws {SocketTimeoutError} ETIMEDOUT when the deadline passes
   * @throws {BlockingIOError} EAGAIN when SO_RCVTIMEO or SO_SNDTIMEO of a blocking socket does
   * @throws {InterruptedError} EINTR when a signal with a listener came in on the main thread
   */
  untilReady(): number {
    const fd = requireFd(this.#state);
    if (this.#falseAlarms >= TOLERATED_FALSE_ALARMS) this.#pause(fd);
    const startedAt = nowMs();
    const ready = this.#wait(fd, this.#events, (now) => this.#limit.remainingMs(fd, now));
    // A wait that really lasted was no false alarm: somebody else may have taken what there was.
    if (nowMs() - startedAt < 1) this.#falseAlarms += 1;
    else this.#forgetAlarms();
    return ready;
  }

  /** The same for another descriptor that is read from meanwhile, under the same time-out. */
  untilReadable(fd: number): void {
    this.#wait(fd, POLLIN, (now) => this.#limit.ownRemainingMs(now));
  }

  /** Says that the last try moved something, so that the next wait does not pause. */
  progressed(): void {
    this.#limit.progressed();
    this.#forgetAlarms();
  }

  #forgetAlarms(): void {
    this.#falseAlarms = 0;
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  // Two descriptors poll as writable for ever while their calls give EAGAIN: an unconnected Unix
  // datagram socket whose peer's queue is full, and a Unix socket that connects to a full backlog.
  #pause(fd: number): void {
    const remaining = this.#limit.remainingMs(fd, nowMs());
    const pause = remaining === null ? this.#pauseMs : Math.min(this.#pauseMs, remaining);
    interruptible(this.#call, () => sleep(pause), this.#address);
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  #wait(fd: number, events: number, remainingMs: (now: number) => number | null): number {
    for (;;) {
      const limitMs = remainingMs(nowMs());
      const ready = interruptible(this.#call, () => waitFd(fd, events, limitMs), this.#address);
      if (ready !== 0) return ready;
    }
  }
}
