// One wait of a Socket, with its deadline, its events and its pauses. block.ts alternates it with further tries.
import { InterruptedError, POLLIN, sleep, waitFd } from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { systemError } from './system-error.js';
import type { Awaited } from './verbs/attempt.js';
import { WaitLimit, nowMs } from './wait-limit.js';

const TOLERATED_FALSE_ALARMS = 3;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Adds the name of the user's call to the error of an interruption. */
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
 * The waiting of one call: it has an absolute deadline, and a growing pause for descriptors that poll as ready although the
 * call would still block.
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
   * @throws {BlockingIOError} EAGAIN when SO_RCVTIMEO or SO_SNDTIMEO of a blocking socket passes
   * @throws {InterruptedError} EINTR when a signal with a listener came in on the main thread
   */
  untilReady(): number {
    const fd = requireFd(this.#state);
    if (this.#falseAlarms >= TOLERATED_FALSE_ALARMS) this.#pause(fd);
    const startedAt = nowMs();
    const ready = this.#wait(fd, this.#awaited.events, (now) => this.#limit.remainingMs(fd, now));
    // A wait that took time was no false alarm: another reader may have taken the data.
    if (nowMs() - startedAt < 1) this.#falseAlarms += 1;
    else this.#forgetAlarms();
    return ready;
  }

  /** Blocks until another descriptor is readable, under the same time-out. */
  untilReadable(fd: number): number {
    return this.#wait(fd, POLLIN, (now) => this.#limit.ownRemainingMs(now));
  }

  /** Called when the last try has moved bytes, so that the next wait does not pause. */
  progressed(): void {
    this.#limit.progressed();
    this.#forgetAlarms();
  }

  #forgetAlarms(): void {
    this.#falseAlarms = 0;
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  // Two kinds of sockets poll as writable for ever while their calls give EAGAIN: an unconnected Unix datagram socket whose
  // peer's queue is full, and a Unix socket that connects to a listener with a full backlog.
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
