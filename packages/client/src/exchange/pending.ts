// A call that waits: its promise settles exactly once, by its result, an error, its signal or its deadline.
import {
  abortReason,
  checkAbortSignal,
  checkOptionNames,
  checkTimeMs,
  monotonicMs,
  heedAbort,
} from '@fdset/posix';
import type { OperationOptions } from '@fdset/socket/async';

const OPTIONS = ['signal', 'timeoutMs'];

// One function for all promises: a closure for each would be allocated with each call.
const captured = {
  resolve: (_result: never): void => {},
  reject: (_error: unknown): void => {},
};
const capture = (resolve: (result: never) => void, reject: (error: unknown) => void): void => {
  captured.resolve = resolve;
  captured.reject = reject;
};

/** One call. */
export class Pending<Result> {
  readonly promise: Promise<Result>;
  /** The name of the verb. */
  readonly call: string;
  /** The limit in ms; null is none. */
  readonly timeoutMs: number | null;
  /** When its time is up, by the monotonic clock in ms. */
  readonly expiresMs: number;
  /** Called when it was given up, by its signal or its deadline. */
  onGiveUp: (() => void) | null = null;
  #isSettled = false;
  // Its parameter is left open, so that a list may hold calls with results of any kind.
  readonly #resolve: (result: never) => void;
  readonly #reject: (error: unknown) => void;
  #release: (() => void) | null = null;

  /**
   * @param defaultMs - the limit when the options have none
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
   * @throws the reason of an aborted signal
   */
  constructor(call: string, options: OperationOptions | undefined, defaultMs: number | null) {
    this.call = call;
    this.timeoutMs = options === undefined ? defaultMs : limitOf(call, options, defaultMs);
    this.expiresMs = this.timeoutMs === null ? Infinity : monotonicMs() + this.timeoutMs;
    this.promise = new Promise<Result>(capture);
    this.#resolve = captured.resolve;
    this.#reject = captured.reject;
    if (options?.signal !== undefined) this.#heed(options.signal);
  }

  get isSettled(): boolean {
    return this.#isSettled;
  }

  resolve(result: Result): void {
    if (this.#settle()) this.#resolve(result as never);
  }

  reject(error: unknown): void {
    if (this.#settle()) this.#reject(error);
  }

  giveUp(error: unknown): void {
    this.reject(error);
    this.onGiveUp?.();
  }

  #heed(signal: AbortSignal): void {
    this.#release = heedAbort(signal, () => this.giveUp(abortReason(signal)));
  }

  #settle(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#release?.();
    return true;
  }
}

function limitOf(call: string, options: OperationOptions, defaultMs: number | null): number | null {
  checkOptionNames(options, OPTIONS, call);
  const { signal, timeoutMs = defaultMs } = options;
  const checked = checkTimeMs(timeoutMs, 'timeoutMs');
  if (checkAbortSignal(signal, 'signal')?.aborted) throw abortReason(signal as AbortSignal);
  return checked;
}
