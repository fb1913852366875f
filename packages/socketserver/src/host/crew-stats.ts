// A crew in numbers: what tells whether it has the right size.
import { nowMs } from '../now-ms.js';
import type { CrewMembers } from './crew-members.js';

/** What {@link ServerStats} says of the threads or processes of a server. */
export interface CrewStats {
  hosts: number;
  busy: number;
  idle: number;
  /** Requests that wait for a host. */
  queued: number;
  /** How long requests that had to wait did so, on average over the last of them, in ms. */
  waitMs: number;
  /** The longest wait so far, in ms. */
  longestWaitMs: number;
  /** The part of the hosts' time that was spent in handlers, 0 to 1, over requests that have ended. */
  busyShare: number;
}

// An average over the last few: each new wait, each new request counts an eighth.
const WAIT_WEIGHT = 8;
const KEPT = 7 / 8;
// A request that takes so much longer than others waits for its client, whatever the others do.
const LONG = 8;
const LONG_MS = 50;

/** Adds up. */
export class CrewMeter {
  #waitMs = 0;
  #longestWaitMs = 0;
  #busyMs = 0;
  #hostMs = 0;
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

  /** So much of a host's time has passed, so much of it in a handler. */
  hostTime(ms: number, busyMs: number): void {
    this.#hostMs += ms;
    this.#busyMs += busyMs;
  }

  stats({ size: hosts, busy, idle }: CrewMembers, queued: number): CrewStats {
    const busyShare = this.#hostMs === 0 ? 0 : Math.min(this.#busyMs / this.#hostMs, 1);
    const waits = { waitMs: this.#waitMs, longestWaitMs: this.#longestWaitMs };
    return { hosts, busy: busy.size, idle: idle.length, queued, ...waits, busyShare };
  }
}
