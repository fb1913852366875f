// Waiting beside Node's event loop by promise: once, with a time-out and a signal.

import { checkOptionNames } from '@fdset/posix';

import { reasonOf } from './async-wait.js';
import { deadlineAfter, remainingMs, waitableMs } from './deadline.js';
import type { DescriptorWaits, Wait } from './descriptor-waits.js';
import type { FileObjectLike } from './file-object.js';
import type { LoopWaits } from './loop-waits.js';
import { PendingWait } from './pending-wait.js';
import { enterWaits, leaveWaits } from './shared-waits.js';
import { checkSignal, checkTimeout } from './wait-arguments.js';

/** Options of {@link whenReady}. */
export interface WhenReadyOptions {
  /** Milliseconds, never shortened; `null` (default) waits for ever, `<= 0` polls. */
  readonly timeoutMs?: number | null | undefined;
  /** Ends the wait; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits beside Node's event loop until a descriptor is ready, and keeps the process alive meanwhile. Any number of waits
 * may be about one descriptor; each that waits for what is ready gets it.
 *
 * @returns Those of the events that are ready: a hint, so read and write without waiting. 0 when the time is up.
 * @throws (rejects) with the reason of an aborted signal; `ERR_FDSET_CLOSED` when the descriptor is closed meanwhile, as
 * for {@link watch}; otherwise what `watch` throws.
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
    if (signal?.aborted) throw reasonOf(signal);
    const waits = enterWaits(undefined);
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

  /** Throws what the wait begins with, and then nothing is left of it. */
  begin(signal: AbortSignal | undefined): void {
    try {
      this.#own = this.#waits.add(this);
      if (signal !== undefined) this.#pending.onAbort(signal, () => this.#abort(signal));
      if (this.#pending.deadline <= 0) this.#pending.nextTurn(() => this.#look());
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
    this.#pending.reject(reasonOf(signal));
  }

  #look(): void {
    const left = remainingMs(this.#pending.deadline);
    if (left > 0) return this.#setTimer();
    // What became ready meanwhile counts, though the event loop has not come to it.
    this.#waits.look();
    if (this.#own === null) return;
    this.#end();
    this.#pending.resolve(0);
  }

  // Node counts a timer from the last turn of its loop and in whole milliseconds, hence may be early on both counts.
  #setTimer(): void {
    const { deadline } = this.#pending;
    if (deadline === Infinity) return;
    this.#pending.after(Math.max(waitableMs(remainingMs(deadline)) ?? 1, 1), () => this.#look());
  }

  #end(): void {
    const own = this.#own;
    this.#own = null;
    this.events = 0;
    this.#pending.release();
    if (own !== null) this.#waits.remove(own, this);
    leaveWaits(this.#waits, 'soon');
  }
}
