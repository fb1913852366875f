// When a pool starts workers, and what happens to waiting requests when a worker cannot start.
import { clearTimeout, setTimeout } from 'node:timers';
import { nowMs } from '../basics.js';
import type { PoolMembers } from './pool-members.js';
import type { PoolPolicy } from './pool-policy.js';
import type { PoolQueue } from './pool-queue.js';
import { WorkerStarter } from './pool-size.js';
import { hasFewDescriptors, isShortage } from './shortage.js';
import { RETRY_MS } from './worker.js';
import type { PoolServer, PoolWorker } from './worker.js';
import { WorkerDemand } from './worker-demand.js';

/** The part of a pool that its starts use. */
export interface StartingPool {
  readonly policy: PoolPolicy;
  readonly members: PoolMembers;
  readonly queue: PoolQueue;
  readonly server: PoolServer;
  make(): PoolWorker;
  /** Finds the requests that have ended without a report. */
  collect(): void;
  /** Called when the pool should try again. */
  onRetry(): void;
}

/** Starts the workers of one pool. */
export class PoolStarts {
  readonly #pool: StartingPool;
  readonly #starter: WorkerStarter;
  readonly #least: number;
  readonly #demand: WorkerDemand;
  readonly #backoff: RestartBackoff;
  #isOpening = false;
  #stopped = false;

  constructor(pool: StartingPool) {
    const { policy, server } = pool;
    this.#pool = pool;
    this.#least = Math.max(policy.min, 1);
    this.#demand = new WorkerDemand(pool);
    this.#backoff = new RestartBackoff(() => pool.onRetry());
    this.#starter = new WorkerStarter(
      () => pool.make(),
      (error) => server.onWorkerMissing(error),
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
      if (!this.#stopped) throw error; // If stopped, the server was closed meanwhile.
    } finally {
      this.#isOpening = false;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#starter.stop();
    this.#backoff.stop();
    this.#demand.stop();
  }

  /** How many waiting requests have a worker that is starting, or will get one. */
  get places(): number {
    const { policy, members } = this.#pool;
    if (!policy.perRequest) return 0;
    const { starting, size } = members;
    const workers = starting.size + (this.#starter.isWaiting ? 0 : policy.max - size);
    return workers * policy.requestsPerWorker;
  }

  /**
   * Starts workers for waiting requests: in a pool only those below the least number, because a busy worker may be free sooner
   * than a new one.
   */
  startNeeded(): void {
    const { queue, members, policy } = this.#pool;
    const { size } = members;
    if (queue.length === 0) return size < policy.min ? this.#replace(policy.min - size) : undefined;
    if (this.#stopped) return;
    if (!policy.perRequest) return this.#starter.makeUpTo(this.#least - size);
    if (size >= policy.max) return;
    this.#starter.makeUpTo(Math.min(this.#demand.missing, policy.max - size));
    this.#demand.watch();
  }

  // Replaces workers that have ended although no request waits.
  #replace(missing: number): void {
    if (this.#stopped || this.#isOpening || this.#backoff.isActive) return;
    if (this.#pool.server.isServing) this.#starter.makeUpTo(missing);
  }

  /** Called when a worker without a request ended by itself: its successor may do the same. */
  onEndedIdle(): void {
    this.#backoff.begin();
  }

  /** Starts workers ahead of future requests. */
  startSpare(): void {
    const { spare, max } = this.#pool.policy;
    const { free, starting, size } = this.#pool.members;
    this.#starter.makeUpTo(Math.min(spare - free.idleWorkers - starting.size, max - size));
  }

  /**
   * Starts one more worker if none is starting: a worker that starts takes processor time from the others, and its effect is
   * not known yet.
   */
  grow(): void {
    if (this.#pool.members.expected === 0) this.#starter.make();
  }

  succeeded(): void {
    this.#starter.succeeded();
  }

  /**
   * Called when a worker could not start. After a shortage requests wait; any other error may be the fault of the handler's
   * module, and counts against the first request.
   */
  failed(error: Error): void {
    if (this.#isOpening || this.#stopped) return; // `open` throws it.
    this.#starter.failed(error);
    if (isShortage(error) || hasFewDescriptors()) {
      this.#starter.backOff();
      return;
    }
    if (this.#pool.queue.length === 0) this.#backoff.begin();
    else this.#pool.queue.countFailure(error);
  }
}

const LONGEST_MS = 2000;
// An idle worker that ends this long after the previous one counts as an isolated accident.
const RESET_AFTER_MS = 10_000;

/**
 * Delays the successor of a worker that ended without a request. The delay grows, because workers that end by themselves
 * again and again would keep a processor busy with their starts.
 */
export class RestartBackoff {
  readonly #onEnd: () => void;
  #timer: NodeJS.Timeout | null = null;
  #delayMs = RETRY_MS;
  #begunAt = -Infinity;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  get isActive(): boolean {
    return this.#timer !== null;
  }

  begin(): void {
    if (this.#timer !== null) return;
    const now = nowMs();
    if (now - this.#begunAt > RESET_AFTER_MS) this.#delayMs = RETRY_MS;
    this.#begunAt = now;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#onEnd();
    }, this.#delayMs);
    this.#timer.unref();
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
