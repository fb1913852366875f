// When a waiting request gets a worker of its own, on servers that have one for each request (threading, forking):
//
// - A request waits `growAfterMs` for the workers that are there. Then a worker is started for it, and for every other request
//   that has waited as long, at once. With 0 nobody waits.
// - At most two for each processor start at the same time, the next as soon as one of them is ready: a start takes processor
//   time, and one thread that is ready may answer all that wait.
// - While no worker is ready, one is started and all wait for it, because nobody knows yet how long a request takes. Their
//   time begins when the worker is ready. One whose start takes too long is not counted on: another is started.
// - While handlers compute, or get done one after another, only as many workers are started as there are processors free for
//   them: more would take the time from those that are there. When requests have waited for as long as four starts take and
//   none has ended, all of them get a worker.
import { availableParallelism } from 'node:os';
import { clearTimeout, setTimeout } from 'node:timers';
import { nowMs } from '../basics.js';
import { isRunning } from '../thread/running-threads.js';
import type { PoolMembers } from './pool-members.js';
import type { PoolPolicy } from './pool-policy.js';
import type { PoolQueue } from './pool-queue.js';

/** The part of a pool on which its demand for workers depends. */
export interface DemandingPool {
  readonly policy: PoolPolicy;
  readonly members: PoolMembers;
  readonly queue: PoolQueue;
  /** Finds the requests that have ended without a report. */
  collect(): void;
  /** Called when workers may be missing. */
  onRetry(): void;
}

/** Workers whose requests may end soon. */
interface AtWork {
  /** Those that compute, or would if they had a processor. */
  readonly running: number;
  /** Those that wait for something else, but have begun only a moment ago. */
  readonly young: number;
}

// A handler that has computed for longer than so many starts of a worker is not expected to end soon.
const PATIENCE_IN_STARTS = 4;

// With one blocked handler and a hundred short requests behind it, a hundred starts at once took 7 s and 2 GB, four 0.6 s.
const STARTS_PER_PROCESSOR = 2;

/** The workers that the waiting requests of one server need. */
export class WorkerDemand {
  readonly #pool: DemandingPool;
  readonly #afterMs: number;
  readonly #processors = availableParallelism();
  /** Requests that have waited since then get a worker. */
  #grantedSince = -Infinity;
  /** Until then no other request gets one. */
  #heldUntil = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #lookAt = Infinity;

  constructor(pool: DemandingPool) {
    this.#pool = pool;
    this.#afterMs = pool.policy.growAfterMs;
  }

  /** How many workers to start now; none if it is not above 0. */
  get missing(): number {
    const { queue, members, policy } = this.#pool;
    const { expected, readySince } = members;
    if (this.#afterMs === 0) return Math.ceil(queue.length / policy.requestsPerWorker) - expected;
    if (readySince === Infinity) return 1 - expected;
    const most = STARTS_PER_PROCESSOR * this.#processors;
    return Math.min(this.#waitingSince(this.#grantedSince), most) - expected;
  }

  /** Called when requests wait and the pool may have more workers. */
  watch(): void {
    const lookAt = this.#nextLook();
    if (lookAt === Infinity || (this.#timer !== null && this.#lookAt <= lookAt)) return;
    this.stop();
    this.#lookAt = lookAt;
    this.#timer = setTimeout(() => this.#look(), Math.max(Math.ceil(lookAt - nowMs()), 1));
    // The server's records of requests keep the process alive.
    this.#timer.unref();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #nextLook(): number {
    const { queue, members } = this.#pool;
    const { readySince, nextLateAt } = members;
    if (this.#afterMs === 0 || readySince === Infinity) return nextLateAt;
    const next = queue.queuedAt(this.#waitingSince(this.#grantedSince));
    const dueAt = Math.max(next, readySince) + this.#afterMs;
    return Math.min(nextLateAt, Math.max(dueAt, this.#heldUntil));
  }

  /** How many requests have waited since then or longer, with a worker there. */
  #waitingSince(time: number): number {
    const { queue, members } = this.#pool;
    return members.readySince <= time ? queue.waitingSince(time) : 0;
  }

  #look(): void {
    this.#timer = null;
    if (this.#afterMs > 0) this.#grant(nowMs());
    this.#pool.onRetry();
  }

  #grant(now: number): void {
    const { queue, members } = this.#pool;
    const since = now - this.#afterMs;
    // Before `collect`, which gives the next requests to workers that are done: every handler computes when it begins.
    const atWork = this.#atWork(now, since);
    this.#pool.collect();
    const { expected } = members;
    const useful = this.#useful(now, atWork);
    if (this.#waitingSince(since) - expected <= useful) {
      this.#grantedSince = since;
      return;
    }
    if (useful > 0) this.#grantedSince = queue.queuedAt(expected + useful - 1);
    this.#heldUntil = now + this.#afterMs;
  }

  /** How many more workers would be of use. */
  #useful(now: number, { running, young }: AtWork): number {
    const { queue, members } = this.#pool;
    const free = this.#processors - members.expected;
    const isPatient = queue.queuedAt(0) > this.#patientSince(now);
    const isMoving = members.lastFreedAt > now - this.#afterMs;
    // The worker whose request has just ended has the next one by now, which may end as soon.
    if (isMoving) return free - (isPatient ? Math.max(running + young, 1) : running);
    return running > 0 && isPatient ? free - running : Infinity;
  }

  #atWork(now: number, since: number): AtWork {
    const { members } = this.#pool;
    const patientSince = this.#patientSince(now);
    let running = 0;
    let young = 0;
    if (this.#waitingSince(since) <= members.expected) return { running, young };
    for (const { idleSince: begunAt, hasBegun, worker } of members.busy) {
      if (begunAt <= patientSince) continue;
      if (!hasBegun || isRunning(worker.tid)) running++;
      else if (begunAt > since) young++;
    }
    return { running, young };
  }

  #patientSince(now: number): number {
    return now - PATIENCE_IN_STARTS * this.#pool.members.lastStartMs;
  }
}
