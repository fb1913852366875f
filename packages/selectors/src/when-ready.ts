// Waits on Node's event loop by promise: once, with a time-out and a signal.

import { abortReason, checkOptionNames } from '@fdset/posix';

import { deadlineAfter, remainingMs, waitableMs } from './deadline.js';
import type { DescriptorWaits, Wait } from './descriptor-waits.js';
import type { FileObjectLike } from './file-object.js';
import type { LoopWaits } from './loop-waits.js';
import { PendingWait } from './pending-wait.js';
import { acquireWaits, releaseWaits } from './shared-waits.js';
import { checkSignal, checkTimeout } from './wait-arguments.js';

/** Options of {@link whenReady}. */
export interface WhenReadyOptions {
  /** Milliseconds, which are never shortened; `null` (default) waits for ever, `<= 0` polls. */
  readonly timeoutMs?: number | null | undefined;
  /** An abort ends the wait, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits on Node's event loop until a descriptor is ready, and keeps the process alive meanwhile. One descriptor may have any
 * number of waits, and each of them gets the ready events that it waits for.
 *
 * @returns The ready events, or 0 when the time is up. Readiness is a hint, so read and write without blocking.
 * @throws (rejects) with the reason of an aborted signal; `ERR_FDSET_CLOSED` when the descriptor is closed meanwhile, as
 * with {@link watch}; otherwise with the errors of `watch`.
 */
export function whenReady(
  fileobj: FileObjectLike,
  events: number,
  options: WhenReadyOptions = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const signal = checkSignal(options, 'whenReady');
    checkOptionNames(options, ['timeoutMs', 'signal'], 'whenReady');
    const timeoutMs = checkTimeout(options.timeoutMs ?? null);
    if (signal?.aborted) throw abortReason(signal);
    const waits = acquireWaits(undefined);
    const pending = new PendingWait(resolve, reject, deadlineAfter(timeoutMs));
    new PromisedWait(fileobj, events, pending, waits).begin(signal);
  });
}

class PromisedWait implements Wait {
  readonly fileobj: FileObjectLike;
  events: number;
  readonly isRef = true;
  readonly #pending: PendingWait<number>;
  readonly #waits: LoopWaits;
  #own: DescriptorWaits | null = null;

  constructor(
    fileobj: FileObjectLike,
    events: number,
    pending: PendingWait<number>,
    waits: LoopWaits,
  ) {
    this.fileobj = fileobj;
    this.events = events;
    this.#pending = pending;
    this.#waits = waits;
  }

  /** Begins the wait. If that fails, it throws and leaves nothing registered. */
  begin(signal: AbortSignal | undefined): void {
    try {
      this.#own = this.#waits.add(this);
      if (signal !== undefined) this.#pending.onAbort(signal, () => this.#abort(signal));
      if (this.#pending.deadline <= 0) this.#pending.nextTurn(() => this.#check());
      else this.#setTimer();
    } catch (error) {
      this.#end();
      throw error;
    }
  }

  ready(events: number): void {
    this.#end();
    this.#pending.resolve(events);
  }

  fail(error: Error): void {
    this.#own = null;
    this.#end();
    this.#pending.reject(error);
  }

  #abort(signal: AbortSignal): void {
    this.#end();
    this.#pending.reject(abortReason(signal));
  }

  #check(): void {
    const left = remainingMs(this.#pending.deadline);
    if (left > 0) return this.#setTimer();
    // Events that became ready meanwhile count, although the event loop has not delivered them yet.
    this.#waits.check();
    if (this.#own === null) return;
    this.#end();
    this.#pending.resolve(0);
  }

  // Node's timers begin at the last turn of the event loop and count whole milliseconds, so they may fire early for both
  // reasons.
  #setTimer(): void {
    const { deadline } = this.#pending;
    if (deadline === Infinity) return;
    this.#pending.after(Math.max(waitableMs(remainingMs(deadline)) ?? 1, 1), () => this.#check());
  }

  #end(): void {
    const own = this.#own;
    this.#own = null;
    this.events = 0;
    this.#pending.release();
    if (own !== null) this.#waits.remove(own, this);
    releaseWaits(this.#waits, 'soon');
  }
}
