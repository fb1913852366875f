// The requests that wait for a worker, in their order, with the limit of their number.
import type { PoolPolicy } from './pool-policy.js';
import { workerEnded } from './worker.js';
import type { PoolServer, Work } from './worker.js';

// After this many workers that could not start, or ended before they began with a request, the next would fail as well.
const MOST_FAILURES = 5;

/** The queue of one pool. */
export class PoolQueue {
  readonly #policy: PoolPolicy;
  readonly #server: PoolServer;
  readonly #places: () => number;
  readonly #waiting: Work[] = [];
  #isFull = false;

  /** @param places - returns how many requests may wait because a worker of their own will take them */
  constructor(policy: PoolPolicy, server: PoolServer, places: () => number) {
    this.#policy = policy;
    this.#server = server;
    this.#places = places;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** The request that has waited longest. */
  get first(): Work | null {
    return this.#waiting[0] ?? null;
  }

  /** When the request at this place of the queue began to wait; Infinity when there is none. */
  queuedAt(place: number): number {
    return this.#waiting[place]?.queuedAt ?? Infinity;
  }

  /** How many requests, from the first on, have waited since this time or longer. */
  waitingSince(time: number): number {
    let count = 0;
    while (this.queuedAt(count) <= time) count++;
    return count;
  }

  /** Whether the queue must reject another request. */
  get isRejecting(): boolean {
    const { whenFull, queueSize } = this.#policy;
    return whenFull === 'reject' && this.#waiting.length >= queueSize;
  }

  /** Adds a request. If it is aborted while it waits, it is rejected. */
  push(work: Work): void {
    this.#rejectOnAbort(work);
    this.#waiting.push(work);
  }

  /** Adds a request that has waited before, ahead of all others. */
  unshift(work: Work): void {
    this.#rejectOnAbort(work);
    this.#waiting.unshift(work);
  }

  /** Adds a request that came back unseen, unless too many workers have failed: all of them may end for the same reason. */
  requeue(work: Work, error: Error | null): void {
    if (++work.failures < MOST_FAILURES) this.unshift(work);
    else this.#server.onGivenUp(work, error ?? workerEnded('workers ended before they began'));
  }

  /** Counts a worker that could not start as a failure of the first request, and gives the request up after too many. */
  countFailure(error: Error): void {
    const { first } = this;
    if (first === null || ++first.failures < MOST_FAILURES) return;
    this.#waiting.shift();
    this.#server.onGivenUp(first, error);
  }

  /** Takes the oldest request. */
  shift(): Work | null {
    return this.#waiting.shift() ?? null;
  }

  /** Rejects all waiting requests. */
  rejectAll(): void {
    for (const work of this.#waiting.splice(0)) this.#server.reject(work);
  }

  /** Tells the server when the queue has become full, or is no longer full. */
  update(): void {
    const { whenFull, queueSize } = this.#policy;
    const excess = this.#waiting.length - this.#places();
    const isFull = whenFull === 'wait' && excess > queueSize;
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#server.onFull(isFull);
  }

  #rejectOnAbort(work: Work): void {
    work.record.abort = () => this.#drop(work);
  }

  #drop(work: Work): void {
    const place = this.#waiting.indexOf(work);
    if (place === -1) return;
    this.#waiting.splice(place, 1);
    this.#server.reject(work);
    this.update();
  }
}
