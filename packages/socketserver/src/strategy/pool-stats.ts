// The statistics of a pool, which show whether it has the right size.
import { nowMs } from '../basics.js';
import type { PoolMembers } from './pool-members.js';

/** The statistics of a server's threads or processes in {@link ServerStats}. */
export interface PoolStats {
  workers: number;
  busy: number;
  idle: number;
  /** How many requests wait for a worker. */
  queued: number;
  /** The average wait of the last requests that had to wait, in ms. */
  waitMs: number;
  /** The longest wait so far, in ms. */
  longestWaitMs: number;
  /** The share of the workers' time that handlers took, 0 to 1, over requests that have ended. */
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

  /** Adds a request that has ended. */
  addRequest(busyMs: number, cpuMs: number): void {
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

  /** Adds a worker's time, and the part of it that its handler took. */
  addWorkerTime(ms: number, busyMs: number): void {
    this.#workerMs += ms;
    this.#busyMs += busyMs;
  }

  stats({ size: workers, busy, idle }: PoolMembers, queued: number): PoolStats {
    const busyShare = this.#workerMs === 0 ? 0 : Math.min(this.#busyMs / this.#workerMs, 1);
    const waits = { waitMs: this.#waitMs, longestWaitMs: this.#longestWaitMs };
    return { workers, busy: busy.size, idle: idle.length, queued, ...waits, busyShare };
  }
}
