// The statistics of a pool, which show whether it has the right size.
import { nowMs } from '../basics.js';
import type { PoolMembers } from './pool-members.js';
import type { WorkerPlace } from './worker.js';

/** The statistics of a server's threads or processes in {@link ServerStats}. */
export interface PoolStats {
  workers: number;
  /** How many workers have a request, or several with `requestsPerWorker`. */
  busy: number;
  idle: number;
  /** How many requests wait for a worker. */
  queued: number;
  /** The average wait of the last requests that had to wait, in ms. */
  waitMs: number;
  /** The longest wait so far, in ms. */
  longestWaitMs: number;
  /**
   * The share of the workers' time that handlers took, 0 to 1, over requests that have ended. With `requestsPerWorker` it is
   * the share of the time of all places that were needed.
   */
  busyShare: number;
}

// Moving averages over the last few: each new wait and each new request counts an eighth.
const WAIT_WEIGHT = 8;
const KEPT = 7 / 8;
// A request that takes this much longer than others is assumed to wait for its client rather than to compute.
const LONG = 8;
const LONG_MS = 50;

/** Collects the statistics of one pool. */
export class PoolMeter {
  #waitMs = 0;
  #longestWaitMs = 0;
  #busyMs = 0;
  #workerMs = 0;
  /** Decaying sums over the last requests: their number, their time, and their processor time. */
  readonly #last = { count: 0, busyMs: 0, cpuMs: 0 };

  /** A place has got a request. */
  began(place: WorkerPlace, now: number): void {
    if (place.idleSince < now) this.#addTime(now - place.idleSince, 0);
    place.idleSince = now;
  }

  /** The request of a place has ended. */
  ended(place: WorkerPlace, now: number): void {
    const elapsed = now - place.idleSince;
    // The worker's own figure is not trusted, because its handler can write to the channel.
    const busyMs = Math.min(place.busyMs, elapsed);
    this.#addTime(elapsed, busyMs);
    this.#addRequest(busyMs, place.cpuMs);
    place.idleSince = now;
  }

  #addRequest(busyMs: number, cpuMs: number): void {
    const last = this.#last;
    last.count = last.count * KEPT + 1;
    last.busyMs = last.busyMs * KEPT + busyMs;
    last.cpuMs = last.cpuMs * KEPT + Math.min(cpuMs, busyMs);
  }

  /** Estimates how many processors the requests that began at these times use, from the requests that have ended. */
  busyProcessors(beginnings: Iterable<number>): number {
    const { count, busyMs, cpuMs } = this.#last;
    if (busyMs === 0) return 0;
    const oldest = nowMs() - (LONG * busyMs) / count - LONG_MS;
    let young = 0;
    for (const beginning of beginnings) if (beginning >= oldest) young++;
    return (young * cpuMs) / busyMs;
  }

  addWait(ms: number): void {
    this.#waitMs += (ms - this.#waitMs) / WAIT_WEIGHT;
    this.#longestWaitMs = Math.max(this.#longestWaitMs, ms);
  }

  /** Adds a place's time, and the part of it that its handler took. */
  #addTime(ms: number, busyMs: number): void {
    this.#workerMs += ms;
    this.#busyMs += busyMs;
  }

  stats({ size: workers, busyWorkers: busy, free }: PoolMembers, queued: number): PoolStats {
    const busyShare = this.#workerMs === 0 ? 0 : Math.min(this.#busyMs / this.#workerMs, 1);
    const waits = { waitMs: this.#waitMs, longestWaitMs: this.#longestWaitMs };
    return { workers, busy, idle: free.idleWorkers, queued, ...waits, busyShare };
  }
}
