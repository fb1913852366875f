// One wait of a Socket: until when, for what, and with which pauses. block.ts alternates it with further tries.
import { InterruptedError, POLLIN, sleep, waitFd } from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { systemError } from './system-error.js';
import type { Awaited } from './verbs/attempt.js';
import { WaitLimit, nowMs } from './wait-limit.js';

const TOLERATED_FALSE_ALARMS = 3;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Lets an interruption carry the name of the call that the user made. */
export const interruptible = <T>(
  { call, address }: Pick<Awaited, 'call' | 'address'>,
  wait: () => T,
): T => {
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
  readonly #awaited: Awaited;
  readonly #limit: WaitLimit;
  #falseAlarms = 0;
  #pauseMs = FIRST_PAUSE_MS;

  constructor(state: SocketState, awaited: Awaited) {
    this.#state = state;
    this.#awaited = awaited;
    this.#limit = new WaitLimit(state, awaited);
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
    const ready = this.#wait(fd, this.#awaited.events, (now) => this.#limit.remainingMs(fd, now));
    // A wait that really lasted was no false alarm: somebody else may have taken what there was.
    if (nowMs() - startedAt < 1) this.#falseAlarms += 1;
    else this.#forgetAlarms();
    return ready;
  }

  /** The same for another descriptor that is read from meanwhile, under the same time-out. */
  untilReadable(fd: number): number {
    return this.#wait(fd, POLLIN, (now) => this.#limit.ownRemainingMs(now));
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
    interruptible(this.#awaited, () => sleep(pause));
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
  }

  #wait(fd: number, events: number, remainingMs: (now: number) => number | null): number {
    for (;;) {
      const limitMs = remainingMs(nowMs());
      const ready = interruptible(this.#awaited, () => waitFd(fd, events, limitMs));
      if (ready !== 0) return ready;
    }
  }
}
