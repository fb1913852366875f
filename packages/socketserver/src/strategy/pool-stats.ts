// A pool in numbers: what tells whether it has the right size.
import { nowMs } from '../basics.js';
import type { PoolMembers } from './pool-members.js';

/** What {@link ServerStats} says of the threads or processes of a server. */
export interface PoolStats {
  workers: number;
  busy: number;
  idle: number;
  /** Requests that wait for a worker. */
  queued: number;
  /** How long requests that had to wait did so, on average over the last of them, in ms. */
  waitMs: number;
  /** The longest wait so far, in ms. */
  longestWaitMs: number;
  /** The part of the workers' time that was spent in handlers, 0 to 1, over requests that have ended. */
  busyShare: number;
}

// An average over the last few: each new wait, each new request counts an eighth.
const WAIT_WEIGHT = 8;
const KEPT = 7 / 8;
// A request that takes so much longer than others waits for its client, whatever the others do.
const LONG = 8;
const LONG_MS = 50;

/** Adds up. */
export class PoolMeter {
  #waitMs = 0;
  #longestWaitMs = 0;
  #busyMs = 0;
  #workerMs = 0;
  /** Of the last requests: their number, their time, and the processor's part of it. */
  readonly #last = { count: 0, busyMs: 0, cpuMs: 0 };

  /** A request has ended. */
  handled(busyMs: number, cpuMs: number): void {
    const last = this.#last;
    last.count = last.count * KEPT + 1;
    last.busyMs = last.busyMs * KEPT + busyMs;
    last.cpuMs = last.cpuMs * KEPT + Math.min(cpuMs, busyMs);
  }

  /** How many processors requests use that began at these times, going by those that have ended. */
  computing(beginnings: Iterable<number>): number {
    const { count, busyMs, cpuMs } = this.#last;
    if (busyMs === 0) return 0;
    const oldest = nowMs() - (LONG * busyMs) / count - LONG_MS;
    let young = 0;
    for (const beginning of beginnings) if (beginning >= oldest) young++;
    return (young * cpuMs) / busyMs;
  }

  waited(ms: number): void {
    this.#waitMs += (ms - this.#waitMs) / WAIT_WEIGHT;
    this.#longestWaitMs = Math.max(this.#longestWaitMs, ms);
  }

  /** So much of a worker's time has passed, so much of it in a handler. */
  workerTime(ms: number, busyMs: number): void {
    this.#workerMs += ms;
    this.#busyMs += busyMs;
  }

  stats({ size: workers, busy, idle }: PoolMembers, queued: number): PoolStats {
    const busyShare = this.#workerMs === 0 ? 0 : Math.min(this.#busyMs / this.#workerMs, 1);
    const waits = { waitMs: this.#waitMs, longestWaitMs: this.#longestWaitMs };
    return { workers, busy: busy.size, idle: idle.length, queued, ...waits, busyShare };
  }
}
