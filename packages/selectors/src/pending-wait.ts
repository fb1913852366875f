// One pending asynchronous wait: its promise, and the timer and listeners that its end must remove.

import { heedAbort } from '@fdset/posix';

import { clocks } from './clocks.js';

/** The functions that settle a promise, with the timer, the immediate and the abort listener of its wait. */
export class PendingWait<Batch> {
  readonly resolve: (batch: Batch) => void;
  readonly reject: (reason: unknown) => void;
  readonly deadline: number;

  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;
  #ignoreAbort: (() => void) | null = null;

  constructor(
    resolve: (batch: Batch) => void,
    reject: (reason: unknown) => void,
    deadline: number,
  ) {
    this.resolve = resolve;
    this.reject = reject;
    this.deadline = deadline;
  }

  /** Calls back after a delay, and replaces an earlier such callback. */
  after(delayMs: number, callback: () => void): void {
    if (this.#timer !== null) clocks.clearTimeout(this.#timer);
    this.#timer = clocks.setTimeout(callback, delayMs);
  }

  /** Calls back in the next turn of the event loop. */
  nextTurn(callback: () => void): void {
    this.#immediate = clocks.setImmediate(callback);
  }

  /** Calls back when the signal is aborted. */
  onAbort(signal: AbortSignal, callback: () => void): void {
    this.#ignoreAbort = heedAbort(signal, callback);
  }

  /** Cancels all callbacks. */
  release(): void {
    if (this.#timer !== null) clocks.clearTimeout(this.#timer);
    if (this.#immediate !== null) clocks.clearImmediate(this.#immediate);
    this.#ignoreAbort?.();
  }
}
