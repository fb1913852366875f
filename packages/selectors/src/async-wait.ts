// Asynchronous waits of one selector on Node's event loop. Either one wait at a time watches the selector's epoll
// descriptor, or one listener drives the selector (loop-waits.ts). SelectorImpl uses it for every backend; it does not
// depend on registrations.

import { abortReason, argTypeError } from '@fdset/posix';

import { deadlineAfter, remainingMs, waitableMs } from './deadline.js';
import { LoopTurn } from './loop-turn.js';
import type { LoopWatch, WatchListener } from './loop-watch.js';
import { PendingWait } from './pending-wait.js';

/** The part of a selector that its asynchronous waits use. */
export interface AsyncSource<Batch> {
  /** The watch on the descriptor, made when a wait needs it. */
  watch(): LoopWatch;
  /** Collects what is ready now, without waiting; `null` for nothing. */
  collect(): Batch | null;
  /** Whether something may be ready although the descriptor is not readable. */
  hasUnannounced(): boolean;
  /** Called when the descriptor was readable, but `collect` found nothing. */
  onFalseAlarm(): void;
  /** The result of a wait whose time is up. */
  nothing(): Batch;
}

/** One selector's asynchronous waits. */
export class AsyncWait<Batch> implements WatchListener {
  readonly #source: AsyncSource<Batch>;
  readonly #turn = new LoopTurn();
  #pending: PendingWait<Batch> | null = null;
  #driver: WatchListener | null = null;

  constructor(source: AsyncSource<Batch>) {
    this.#source = source;
  }

  /** Waits for a checked time-out; rejects with the signal's reason. */
  wait(timeoutMs: number, signal: AbortSignal | undefined): Promise<Batch> {
    if (signal?.aborted) return Promise.reject(abortReason(signal));
    if (this.#isTaken()) return Promise.reject(alreadyWaiting());
    const polls = timeoutMs <= 0;
    if (this.#turn.mayContinue()) {
      const batch = this.#source.collect() ?? (polls ? this.#source.nothing() : null);
      if (batch !== null) return Promise.resolve(batch);
    }
    return new Promise((resolve, reject) => {
      const pending = new PendingWait<Batch>(resolve, reject, deadlineAfter(timeoutMs));
      if (!polls) this.#source.watch().listen(this);
      this.#pending = pending;
      if (signal !== undefined) pending.onAbort(signal, () => this.fail(abortReason(signal)));
      if (polls || this.#source.hasUnannounced()) pending.nextTurn(() => this.#check());
      this.#setTimer(pending);
    });
  }

  /**
   * Gives the watch to a listener that collects by itself until `release`.
   * @throws TypeError `ERR_FDSET_ALREADY_WAITING`; SocketError `EMFILE`.
   */
  drive(driver: WatchListener): LoopWatch {
    if (this.#isTaken()) throw alreadyWaiting();
    const watch = this.#source.watch();
    watch.listen(driver);
    this.#driver = driver;
    return watch;
  }

  /** Takes the watch back from the listener that `drive` gave it to. */
  release(): void {
    if (this.#driver === null) return;
    this.#driver = null;
    this.#source.watch().ignore();
  }

  /** Ends the pending wait, if there is one, with the result of `collect`. */
  wake(): void {
    if (this.#pending !== null) this.#settleIfReady();
  }

  /** Ends the pending wait or the listener of `drive`, if there is one, with an error. */
  fail(reason: unknown): void {
    const driver = this.#driver;
    this.release();
    driver?.onWatchError(reason as Error);
    this.#take()?.reject(reason);
  }

  onReadable(): void {
    this.#turn.begin();
    if (this.#settleIfReady()) return;
    try {
      this.#source.onFalseAlarm();
    } catch (error) {
      this.fail(error);
    }
  }

  onWatchError(error: Error): void {
    this.fail(error);
  }

  #isTaken(): boolean {
    return this.#pending !== null || this.#driver !== null;
  }

  #check(): void {
    this.#turn.begin();
    if (this.#settleIfReady()) return;
    const pending = this.#pending;
    if (pending === null) return;
    if (remainingMs(pending.deadline) <= 0) this.#take()?.resolve(this.#source.nothing());
    else this.#setTimer(pending);
  }

  #settleIfReady(): boolean {
    let batch: Batch | null;
    try {
      batch = this.#source.collect();
    } catch (error) {
      this.fail(error);
      return true;
    }
    if (batch === null) return false;
    this.#take()?.resolve(batch);
    return true;
  }

  // Node's timers begin at the last turn of the event loop and count whole milliseconds, so they may fire early for both
  // reasons; #check then sets another timer.
  #setTimer(pending: PendingWait<Batch>): void {
    const { deadline } = pending;
    if (deadline <= 0 || deadline === Infinity) return;
    pending.after(Math.max(waitableMs(remainingMs(deadline)) ?? 1, 1), () => this.#check());
  }

  #take(): PendingWait<Batch> | null {
    const pending = this.#pending;
    if (pending === null) return null;
    this.#pending = null;
    pending.release();
    if (pending.deadline > 0) this.#source.watch().ignore();
    return pending;
  }
}

function alreadyWaiting(): TypeError {
  return argTypeError(
    'Another selectAsync of this selector is pending, or watch() or a server waits with it and calls back for you: use another selector',
    'ERR_FDSET_ALREADY_WAITING',
  );
}
