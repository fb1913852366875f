// How many workers a pool has: when it gets another, when one ends, and what happens when none can be had.
import { availableParallelism } from 'node:os';
import { clearTimeout, setTimeout } from 'node:timers';
import { nowMs } from '../basics.js';
import { RETRY_MS } from './worker.js';
import type { PoolWorker } from './worker.js';

// When a pool gets another worker: while its queue waits too long, one after another, and only as long as the
// processors are not all computing already. A worker more would then make every request slower, none faster.

/** What the growth of a pool looks at, and does. */
export interface GrowingPool {
  /** Since when the oldest request waits; null when none does. */
  waitingSince(): number | null;
  /** Whether there may be another worker. */
  hasRoom(): boolean;
  /** How many processors its workers use, on average. */
  computing(): number;
  /** Adds a worker; resolves when it is ready, rejects when it cannot be; null when none can be made now. */
  grow(): Promise<void> | null;
}

// A quarter of a processor: what measuring and other work leave of a fully used one.
const FREE = 0.25;

/** The growth of one pool. */
export class PoolGrowth {
  readonly #afterMs: number;
  readonly #pool: GrowingPool;
  readonly #mostComputing = availableParallelism() - FREE;
  #timer: NodeJS.Timeout | null = null;
  #isStarting = false;

  /** @param afterMs - how long a request waits before there is another worker; 0 and Infinity: no growth. */
  constructor(afterMs: number, pool: GrowingPool) {
    this.#afterMs = afterMs;
    this.#pool = pool;
  }

  /** A request waits. */
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

  // One that starts takes processor time from the others, and says nothing yet of how many more are needed.
  #growIfUseful(): void {
    const pool = this.#pool;
    if (this.#isStarting || !pool.hasRoom() || pool.computing() > this.#mostComputing) return;
    const starting = pool.grow();
    if (starting === null) return;
    this.#isStarting = true;
    const settle = (): void => void (this.#isStarting = false);
    starting.then(settle, settle);
  }
}

// When a pool gets smaller: workers above the least number end once they have had nothing to do for long enough.

/** What the shrinking of a pool looks at, and does. */
export interface ShrinkingPool {
  /** How many workers there are beyond the least number. */
  surplus(): number;
  /** Lets at most so many workers end that have been idle since then. */
  dismissIdle(since: number, most: number): void;
}

/** The shrinking of one pool. */
export class PoolShrinking {
  readonly #afterMs: number;
  readonly #pool: ShrinkingPool;
  #timer: NodeJS.Timeout | null = null;

  /** @param afterMs - how long a worker may be idle; Infinity: for ever. */
  constructor(afterMs: number, pool: ShrinkingPool) {
    this.#afterMs = afterMs;
    this.#pool = pool;
  }

  /** There is another worker. */
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

// Makes workers, and bears it when none can be had: out of processes, descriptors or memory, a server goes on with the
// workers that it has, and tries again after a while.

const LONGEST_RETRY_MS = 2000;

/** How a pool gets its workers. */
export class WorkerStarter {
  readonly #make: () => PoolWorker;
  readonly #onError: (error: unknown) => void;
  readonly #onRetry: () => void;
  #timer: NodeJS.Timeout | null = null;
  #delayMs = RETRY_MS;
  #isFailing = false;

  /** @param onRetry - told that it is worth while to ask again. */
  constructor(make: () => PoolWorker, onError: (error: unknown) => void, onRetry: () => void) {
    this.#make = make;
    this.#onError = onError;
    this.#onRetry = onRetry;
  }

  /**
   * A new worker.
   * @throws whatever making it throws
   */
  makeOrThrow(): PoolWorker {
    return this.#make();
  }

  /** Makes as many as can be made, up to so many. */
  makeUpTo(count: number): void {
    for (let made = 0; made < count; made++) if (this.make() === null) return;
  }

  /** A new worker, or null when none could be made now or a moment ago. */
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

  /** One that was made could not start: told once until another could. */
  failed(error: unknown): void {
    if (!this.#isFailing) this.#onError(error);
    this.#isFailing = true;
  }

  /** No further one for a while, which gets longer: such a failure costs a worker's start. */
  rest(): void {
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
