// Waiting for something that happens in this thread and not in the kernel: in order, and under the limits of each call. The frame
// reader and the memory pair are made of it, and `connect` has the limits.
import {
  abortReason,
  checkAbortSignal,
  checkOptionNames,
  checkTimeMs,
  monotonicMs,
} from '@fdset/posix';
import type { Address } from '@fdset/posix';
import type { OperationOptions } from './async/operation.js';
import { watchLimits } from './async/watch-limits.js';
import { timeoutError } from './system-error.js';

/** The limits of one call, which holds for all its waits together. */
export class CallLimits {
  readonly call: string;
  readonly signal: AbortSignal | undefined;
  readonly #timeoutMs: number | null;
  readonly #startedMs: number;

  /**
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
   */
  constructor(call: string, options: OperationOptions = {}, more: readonly string[] = []) {
    checkOptionNames(options, ['signal', 'timeoutMs', ...more], call);
    this.call = call;
    this.signal = checkAbortSignal(options.signal, 'signal');
    this.#timeoutMs = checkTimeMs(options.timeoutMs ?? null, 'timeoutMs');
    this.#startedMs = this.#timeoutMs === null ? 0 : monotonicMs();
  }

  /** The time that is left, in ms; null means for ever. */
  get leftMs(): number | null {
    if (this.#timeoutMs === null) return null;
    return Math.max(this.#startedMs + this.#timeoutMs - monotonicMs(), 0);
  }

  /** The error of a call whose time has passed. */
  timeoutError(address?: Address): Error {
    return timeoutError(this.call, this.#timeoutMs ?? 0, address);
  }

  /** The error of a part of the call, which had what was left of the time: if that has passed, the error tells the whole limit. */
  explain(error: unknown, address?: Address): unknown {
    const isTimeout = (error as { code?: unknown } | null)?.code === 'ETIMEDOUT';
    return isTimeout && this.leftMs === 0 ? this.timeoutError(address) : error;
  }

  /** @throws the reason of an aborted signal */
  check(): void {
    if (this.signal?.aborted) throw abortReason(this.signal);
  }
}

/** Promises that wait in order until they are woken. */
export class WaitingLine {
  readonly #wakers = new Set<() => void>();

  get isEmpty(): boolean {
    return this.#wakers.size === 0;
  }

  /**
   * Waits until it is woken. A call whose limits end it leaves the line.
   * @throws (rejects) with the reason of an aborted signal, or SocketTimeoutError ETIMEDOUT
   */
  wait(limits: CallLimits): Promise<void> {
    return new Promise((resolve, reject) => {
      limits.check();
      const { signal, leftMs } = limits;
      if (leftMs === 0) throw limits.timeoutError();
      const settle = (): void => {
        this.#wakers.delete(wake);
        endLimits();
      };
      const wake = (): void => {
        settle();
        resolve();
      };
      const endLimits = watchLimits(
        { signal, timeoutMs: leftMs },
        () => limits.timeoutError(),
        (error) => {
          settle();
          reject(error);
        },
      );
      this.#wakers.add(wake);
    });
  }

  /** Wakes the one that waits longest. */
  wakeFirst(): void {
    for (const wake of this.#wakers) return wake();
  }

  /** Wakes all that wait. What they wait for again, they wait for later. */
  wakeAll(): void {
    for (const wake of this.#wakers) wake();
  }
}

/** One call at a time, in the order in which they were made. */
export class Turns {
  readonly #line = new WaitingLine();
  #isTaken = false;

  /** Runs a call when those before it have ended. @throws (rejects) as `WaitingLine.wait`, and with what the call throws */
  async take<T>(limits: CallLimits, call: () => Promise<T>): Promise<T> {
    limits.check();
    // Who is woken has got the turn of the one that ended, so nobody who comes in between takes it.
    if (this.#isTaken) await this.#line.wait(limits);
    this.#isTaken = true;
    try {
      return await call();
    } finally {
      if (this.#line.isEmpty) this.#isTaken = false;
      else this.#line.wakeFirst();
    }
  }
}
