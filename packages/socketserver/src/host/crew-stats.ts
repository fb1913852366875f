// A crew in numbers: what tells whether it has the right size.

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

// An average over the last few: each new wait counts an eighth.
const WAIT_WEIGHT = 8;

/** Adds up. */
export class CrewMeter {
  #waitMs = 0;
  #longestWaitMs = 0;
  #busyMs = 0;
  #hostMs = 0;

  waited(ms: number): void {
    this.#waitMs += (ms - this.#waitMs) / WAIT_WEIGHT;
    this.#longestWaitMs = Math.max(this.#longestWaitMs, ms);
  }

  /** So much of a host's time has passed, so much of it in a handler. */
  hostTime(ms: number, busyMs: number): void {
    this.#hostMs += ms;
    this.#busyMs += busyMs;
  }

  stats(hosts: number, busy: number, idle: number, queued: number): CrewStats {
    const busyShare = this.#hostMs === 0 ? 0 : Math.min(this.#busyMs / this.#hostMs, 1);
    const waits = { waitMs: this.#waitMs, longestWaitMs: this.#longestWaitMs };
    return { hosts, busy, idle, queued, ...waits, busyShare };
  }
}
