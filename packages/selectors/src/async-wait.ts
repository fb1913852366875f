// Waiting beside Node's event loop: one wait at a time on one watched epoll descriptor, or one listener that
// drives the selector instead (loop-waits.ts). Serves SelectorImpl for every backend, knows nothing of registrations.

import { argTypeError } from '@fdset/posix';

import { deadlineAfter, remainingMs, waitableMs } from './deadline.js';
import { LoopTurn } from './loop-turn.js';
import type { LoopWatch, WatchListener } from './loop-watch.js';
import { PendingWait } from './pending-wait.js';

/** What is waited for. */
export interface AsyncSource<Batch> {
  /** The watch on the descriptor; asked for when a wait needs it. */
  watch(): LoopWatch;
  /** Collects what is ready now, without waiting; `null` for nothing. */
  collect(): Batch | null;
  /** Whether there is something to collect that the descriptor does not tell of. */
  readyUnseen(): boolean;
  /** The descriptor announced something, but `collect` found nothing. */
  missed(): void;
  /** What a wait resolves to when its time is up. */
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
    if (signal?.aborted) return Promise.reject(reasonOf(signal));
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
      if (signal !== undefined) pending.onAbort(signal, () => this.fail(reasonOf(signal)));
      if (polls || this.#source.readyUnseen()) pending.nextTurn(() => this.#look());
      this.#setTimer(pending);
    });
  }

  /**
   * Gives the watch to a listener that collects by itself, until `release`.
   * @throws TypeError `ERR_FDSET_ALREADY_WAITING`; SocketError `EMFILE`.
   */
  drive(driver: WatchListener): LoopWatch {
    if (this.#isTaken()) throw alreadyWaiting();
    const watch = this.#source.watch();
    watch.listen(driver);
    this.#driver = driver;
    return watch;
  }

  /** Ends what `drive` began. */
  release(): void {
    if (this.#driver === null) return;
    this.#driver = null;
    this.#source.watch().ignore();
  }

  /** Ends the pending wait, if there is one, with what `collect` finds. */
  wake(): void {
    if (this.#pending !== null) this.#settleIfReady();
  }

  /** Ends the pending wait, or whoever drives, if there is one, with an error. */
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
      this.#source.missed();
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

  #look(): void {
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

  // Node counts a timer from the last turn of its loop and in whole milliseconds, hence may be
  // early on both counts; #look then sets another.
  #setTimer(pending: PendingWait<Batch>): void {
    const { deadline } = pending;
    if (deadline <= 0 || deadline === Infinity) return;
    pending.after(Math.max(waitableMs(remainingMs(deadline)) ?? 1, 1), () => this.#look());
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

/** Why a signal was aborted; a library's may know no reasons. */
export function reasonOf({ reason }: AbortSignal): unknown {
  return reason === undefined
    ? new DOMException('This operation was aborted', 'AbortError')
    : reason;
}

function alreadyWaiting(): TypeError {
  return argTypeError(
    'Another selectAsync of this selector is pending, or watch() or a server waits with it and calls back for you: use another selector',
    'ERR_FDSET_ALREADY_WAITING',
  );
}
