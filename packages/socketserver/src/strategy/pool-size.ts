// The number of workers in a pool: when the pool adds a worker, when it ends one, and what it does when none can be made.
import { availableParallelism } from 'node:os';
import { clearTimeout, setTimeout } from 'node:timers';
import { nowMs } from '../basics.js';
import { RETRY_MS } from './worker.js';
import type { PoolWorker } from './worker.js';

/** The part of a pool that its growth uses. */
export interface GrowingPool {
  /** When the oldest waiting request began to wait; null when none waits. */
  waitingSince(): number | null;
  /** Whether the pool may have another worker. */
  hasRoom(): boolean;
  /** How many processors the workers use, on average. */
  busyProcessors(): number;
  /** Adds a worker, unless one is starting already or none can be made now. */
  grow(): void;
}

// Measurement errors and other work make a fully used processor seem to have up to a quarter free.
const FREE = 0.25;

/**
 * The growth of one pool. While requests wait too long it adds one worker after another, unless all processors are busy:
 * another worker would then make every request slower.
 */
export class PoolGrowth {
  readonly #afterMs: number;
  readonly #pool: GrowingPool;
  readonly #mostBusy = availableParallelism() - FREE;
  #timer: NodeJS.Timeout | null = null;

  /** @param afterMs - how long a request waits before the pool adds a worker; 0 and Infinity mean no growth */
  constructor(afterMs: number, pool: GrowingPool) {
    this.#afterMs = afterMs;
    this.#pool = pool;
  }

  /** Called when a request waits. */
  watch(): void {
    const grows = this.#afterMs > 0 && this.#afterMs < Infinity;
    if (this.#timer !== null || !grows || !this.#pool.hasRoom()) return;
    this.#timer = setTimeout(() => this.#look(), this.#afterMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    const since = this.#pool.waitingSince();
    if (since === null) return;
    if (nowMs() - since >= this.#afterMs - 1) this.#growIfUseful();
    this.watch();
  }

  #growIfUseful(): void {
    const pool = this.#pool;
    if (pool.hasRoom() && pool.busyProcessors() <= this.#mostBusy) pool.grow();
  }
}

/** The part of a pool that its shrinking uses. */
export interface ShrinkingPool {
  /** How many workers there are beyond the least number. */
  surplus(): number;
  /** Ends at most `most` workers that have been idle since `since`. */
  dismissIdle(since: number, most: number): void;
}

/** The shrinking of one pool: it ends workers beyond the least number that have been idle for too long. */
export class PoolShrinking {
  readonly #afterMs: number;
  readonly #pool: ShrinkingPool;
  #timer: NodeJS.Timeout | null = null;

  /** @param afterMs - how long a worker may be idle; Infinity means for ever */
  constructor(afterMs: number, pool: ShrinkingPool) {
    this.#afterMs = afterMs;
    this.#pool = pool;
  }

  /** Called when the pool has another worker. */
  watch(): void {
    if (this.#timer !== null || this.#afterMs === Infinity || this.#pool.surplus() <= 0) return;
    this.#timer = setTimeout(() => this.#look(), this.#afterMs);
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    this.#timer = null;
    this.#pool.dismissIdle(nowMs() - this.#afterMs, this.#pool.surplus());
    this.watch();
  }
}

const LONGEST_RETRY_MS = 2000;

/**
 * Makes the workers of a pool. When processes, descriptors or memory run out, the pool goes on with the workers that it
 * has, and tries again after a while.
 */
export class WorkerStarter {
  readonly #make: () => PoolWorker;
  readonly #onError: (error: unknown) => void;
  readonly #onRetry: () => void;
  #timer: NodeJS.Timeout | null = null;
  #delayMs = RETRY_MS;
  #isFailing = false;

  /** @param onRetry - is called when the pool should try again */
  constructor(make: () => PoolWorker, onError: (error: unknown) => void, onRetry: () => void) {
    this.#make = make;
    this.#onError = onError;
    this.#onRetry = onRetry;
  }

  /** Whether none is made for a while, because the last one could not be made or start. */
  get isWaiting(): boolean {
    return this.#timer !== null;
  }

  /**
   * Makes a worker.
   * @throws the error of making it
   */
  makeOrThrow(): PoolWorker {
    return this.#make();
  }

  /** Makes up to `count` workers, and stops when one cannot be made. */
  makeUpTo(count: number): void {
    for (let made = 0; made < count; made++) if (this.make() === null) return;
  }

  /** Makes a worker; null when none can be made now, or none could a moment ago. */
  make(): PoolWorker | null {
    if (this.#timer !== null) return null;
    try {
      return this.#make();
    } catch (error) {
      this.#wait(RETRY_MS);
      this.#onError(error);
      return null;
    }
  }

  /** Reports the error of a worker that could not start, once until another one could. */
  failed(error: unknown): void {
    if (!this.#isFailing) this.#onError(error);
    this.#isFailing = true;
  }

  /** Makes no worker for a while, which grows each time, because each failure costs the start of a worker. */
  backOff(): void {
    this.#wait(this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_RETRY_MS);
  }

  succeeded(): void {
    this.#isFailing = false;
    this.#delayMs = RETRY_MS;
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(ms: number): void {
    this.#timer ??= setTimeout(() => this.#retry(), ms);
  }

  #retry(): void {
    this.#timer = null;
    this.#onRetry();
  }
}
