// When a pool starts workers, and what becomes of those that wait when one cannot start.
import { clearTimeout, setTimeout } from 'node:timers';
import { nowMs } from '../basics.js';
import type { PoolMembers } from './pool-members.js';
import type { PoolPolicy } from './pool-options.js';
import type { PoolQueue } from './pool-queue.js';
import { WorkerStarter } from './pool-size.js';
import { hasFewDescriptors, isShortage } from './shortage.js';
import { RETRY_MS } from './worker.js';
import type { PoolServer, PoolWorker } from './worker.js';

/** What the starts of a pool look at, and do. */
export interface StartingPool {
  readonly policy: PoolPolicy;
  readonly members: PoolMembers;
  readonly queue: PoolQueue;
  readonly server: PoolServer;
  make(): PoolWorker;
  /** It is worth while to ask again. */
  onRetry(): void;
}

/** The starts of one pool's workers. */
export class PoolStarts {
  readonly #pool: StartingPool;
  readonly #starter: WorkerStarter;
  readonly #least: number;
  readonly #isPool: boolean;
  readonly #rest: ReplacingRest;
  #isOpening = false;
  #stopped = false;

  constructor(pool: StartingPool) {
    const { policy, server } = pool;
    this.#pool = pool;
    this.#least = Math.max(policy.min, 1);
    this.#isPool = policy.growAfterMs !== 0;
    this.#rest = new ReplacingRest(() => pool.onRetry());
    this.#starter = new WorkerStarter(
      () => pool.make(),
      (error) => server.workerMissing(error),
      () => pool.onRetry(),
    );
  }

  /** Starts the least number of workers, at least one, and waits until their handler is loaded. */
  async open(): Promise<void> {
    const { all } = this.#pool.members;
    this.#stopped = false;
    this.#isOpening = true;
    try {
      while (all.size < this.#least) this.#starter.makeOrThrow();
      await Promise.all([...all].map((worker) => worker.ready));
    } catch (error) {
      if (!this.#stopped) throw error; // Else the server was closed meanwhile.
    } finally {
      this.#isOpening = false;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#starter.stop();
    this.#rest.stop();
  }

  /** For those that wait: in a pool another worker may be free sooner, and only the successors of dead ones start. */
  makeMissing(): void {
    const { queue, members, policy } = this.#pool;
    const { starting, size } = members;
    if (queue.length === 0) return size < policy.min ? this.#replace(policy.min - size) : undefined;
    if (this.#stopped) return;
    const missing = this.#isPool
      ? this.#least - size
      : Math.min(queue.length - starting.size, policy.max - size);
    this.#starter.makeUpTo(missing);
  }

  // For nobody yet.
  #replace(missing: number): void {
    if (this.#stopped || this.#isOpening || this.#rest.isOn || !this.#pool.server.isServing) return;
    this.#starter.makeUpTo(missing);
  }

  /** A worker ended by itself, and had no request: the next may as well. */
  endedIdle(): void {
    this.#rest.begin();
  }

  /** For those that will come. */
  makeSpare(): void {
    const { spare, max } = this.#pool.policy;
    const { idle, starting, size } = this.#pool.members;
    this.#starter.makeUpTo(Math.min(spare - idle.length - starting.size, max - size));
  }

  /** One more; null when none can be made now. */
  grow(): Promise<void> | null {
    return this.#starter.make()?.ready ?? null;
  }

  succeeded(): void {
    this.#starter.succeeded();
  }

  /** Who waits for what has run out is served later; anything else may be the fault of the handler's module. */
  failed(error: Error): void {
    if (this.#isOpening || this.#stopped) return; // `open` throws it.
    this.#starter.failed(error);
    if (isShortage(error) || hasFewDescriptors()) {
      this.#starter.rest();
      return;
    }
    if (this.#pool.queue.length === 0) this.#rest.begin();
    else this.#pool.queue.blameFirst(error);
  }
}

// How soon a worker that ended without a request has a successor: later and later, since workers that end by themselves would
// keep a processor busy with their starts.

const LONGEST_MS = 2000;
// After so long without one it was an accident, and no habit.
const FORGOTTEN_MS = 10_000;

/** The rests of one pool. */
export class ReplacingRest {
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout | null = null;
  #delayMs = RETRY_MS;
  #begunAt = -Infinity;

  constructor(onOver: () => void) {
    this.#onOver = onOver;
  }

  get isOn(): boolean {
    return this.#timer !== null;
  }

  begin(): void {
    if (this.#timer !== null) return;
    const now = nowMs();
    if (now - this.#begunAt > FORGOTTEN_MS) this.#delayMs = RETRY_MS;
    this.#begunAt = now;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#onOver();
    }, this.#delayMs);
    this.#timer.unref();
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
