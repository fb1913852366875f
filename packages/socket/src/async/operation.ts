// One call of a verb of AsyncSocket: its promise, its limits, and its place in a lane.
import {
  abortReason,
  checkAbortSignal,
  checkOptionNames,
  checkTimeMs,
  monotonicMs,
} from '@fdset/posix';
import type { Address } from '@fdset/posix';
import type { SocketState } from '../socket-state.js';
import { timeoutError } from '../system-error.js';
import type { Port } from './driver.js';
import type { Lane, Served } from './lane.js';
import { watchLimits } from './watch-limits.js';
import type { CheckedLimits } from './watch-limits.js';

/** How long an operation may take, and who may end it. */
export interface OperationOptions {
  /** An abort ends the operation; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The longest time in ms from the call on; `null` (default) waits for ever, 0 makes one attempt and never waits. */
  readonly timeoutMs?: number | null | undefined;
}

/** What an operation has to know of its socket. */
export interface Serving {
  readonly lane: Lane;
  /** Kept alive as long as the operation is under way, so that a socket nobody refers to is not collected and closed. */
  readonly owner: object;
  readonly state: SocketState;
  readonly port: Port;
}

const LIMIT_OPTIONS = ['signal', 'timeoutMs'];
const NO_MORE: readonly string[] = [];

// One function for all promises: a closure for each would be allocated with each operation.
const captured = {
  resolve: (_result: never): void => {},
  reject: (_reason: unknown): void => {},
};
const capture = (resolve: (result: never) => void, reject: (reason: unknown) => void): void => {
  captured.resolve = resolve;
  captured.reject = reject;
};

/** One call. Exactly one of `finish` and `fail` ends it. */
export abstract class Operation<T> implements Served {
  readonly promise: Promise<T>;
  readonly call: string;
  /** The address of the peer, for errors. */
  readonly address: Address | undefined;
  readonly #serving: Serving;
  readonly #resolve: (result: T) => void;
  readonly #reject: (reason: unknown) => void;
  #endLimits: (() => void) | null = null;
  #isEnded = false;
  #isOnce = false;

  constructor(call: string, serving: Serving, address?: Address) {
    this.call = call;
    this.address = address;
    this.#serving = serving;
    this.promise = new Promise<T>(capture);
    this.#resolve = captured.resolve as (result: T) => void;
    this.#reject = captured.reject;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether it makes one attempt by itself, and ends then: no driver knows of it. A TLS connection has no descriptor for that. */
  protected get isDirect(): boolean {
    return this.#isOnce && this.#serving.state.fd >= 0;
  }

  protected get lane(): Lane {
    return this.#serving.lane;
  }

  /**
   * Puts the operation into its lane, under the limits of its caller.
   * @param startedMs - when the caller's time began, if that was earlier
   */
  start(
    options?: OperationOptions,
    more: readonly string[] = NO_MORE,
    startedMs?: number,
  ): Promise<T> {
    if (options !== undefined) {
      const limits = checkLimits(options, this.call, more);
      if (limits.signal?.aborted) return this.#refuse(abortReason(limits.signal));
      if (limits.timeoutMs === 0) return this.#startOnce();
      if (limits.signal !== undefined || limits.timeoutMs !== null)
        this.#endLimits = this.#watch(limits, startedMs);
    }
    this.lane.add(this);
    return this.promise;
  }

  /** Begins to be served: tries, and lets the port wait if it must. */
  abstract begin(): void;

  /** Tries again, because the descriptor polled as ready. */
  abstract ready(events: number): void;

  /** Stops being served, and hands over to the lane what it had received. Only called between `begin` and the end. */
  protected abstract withdraw(): void;

  /** The error that the caller gets when the operation was given up. */
  protected explain(error: unknown): unknown {
    return error;
  }

  finish(result: T): void {
    if (this.#isEnded) return;
    this.#end();
    this.#resolve(result);
    this.lane.remove(this);
  }

  fail(error: unknown): void {
    if (this.#isEnded) return;
    this.#end();
    this.#reject(error);
    this.lane.remove(this);
  }

  /** Ends the operation because its caller, or its time, has given it up. */
  giveUp(error: unknown): void {
    if (this.#isEnded) return;
    if (this.lane.first === this) this.withdraw();
    this.fail(this.explain(error));
  }

  /** Ends the operation together with its socket. */
  abandon(error: unknown): void {
    if (this.#isEnded) return;
    this.#end();
    this.#reject(this.explain(error));
  }

  #watch({ signal, timeoutMs }: CheckedLimits, startedMs: number | undefined): () => void {
    return watchLimits(
      { signal, timeoutMs: timeoutMs && leftOf(timeoutMs, startedMs) },
      () => timeoutError(this.call, timeoutMs ?? 0, this.address),
      (error) => this.giveUp(error),
    );
  }

  #startOnce(): Promise<T> {
    this.#isOnce = true;
    // The sends before this one may go at once, too.
    if (this.lane.first !== undefined) this.#serving.port.flush();
    this.lane.add(this);
    if (!this.#isEnded) this.giveUp(timeoutError(this.call, 0, this.address));
    return this.promise;
  }

  #refuse(reason: unknown): Promise<T> {
    this.#isEnded = true;
    this.#reject(this.explain(reason));
    return this.promise;
  }

  #end(): void {
    this.#isEnded = true;
    this.#endLimits?.();
  }
}

const checkLimits = (
  options: OperationOptions,
  call: string,
  more: readonly string[],
): CheckedLimits => {
  checkOptionNames(options, more.length > 0 ? [...LIMIT_OPTIONS, ...more] : LIMIT_OPTIONS, call);
  const { signal, timeoutMs = null } = options;
  if (signal !== undefined) checkAbortSignal(signal, 'signal');
  return { signal, timeoutMs: checkTimeMs(timeoutMs, 'timeoutMs') };
};

const leftOf = (timeoutMs: number, startedMs: number | undefined): number =>
  startedMs === undefined ? timeoutMs : Math.max(timeoutMs - (monotonicMs() - startedMs), 0);
