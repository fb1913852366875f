// The requests that wait for a worker, in their order, and whether there are as many as may be.
import type { PoolMembers } from './pool-members.js';
import type { PoolPolicy } from './pool-options.js';
import { workerEnded } from './worker.js';
import type { PoolServer, Work } from './worker.js';

// So many workers could not start, or ended before they began with a request: the next would be no better.
const MOST_FAILURES = 5;

/** The queue of one pool. */
export class PoolQueue {
  readonly #policy: PoolPolicy;
  readonly #server: PoolServer;
  readonly #members: PoolMembers;
  readonly #waiting: Work[] = [];
  #isFull = false;

  constructor(policy: PoolPolicy, server: PoolServer, members: PoolMembers) {
    this.#policy = policy;
    this.#server = server;
    this.#members = members;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** The one that waits longest. */
  get first(): Work | null {
    return this.#waiting[0] ?? null;
  }

  /** Whether one more would have to be rejected. */
  get refuses(): boolean {
    const { whenFull, queueSize } = this.#policy;
    return whenFull === 'reject' && this.#waiting.length >= queueSize;
  }

  /** Adds a request; one that is aborted while it waits is rejected. */
  push(work: Work): void {
    this.#heed(work);
    this.#waiting.push(work);
  }

  /** Adds a request that has waited before, ahead of all others. */
  unshift(work: Work): void {
    this.#heed(work);
    this.#waiting.unshift(work);
  }

  /** Adds a request that no handler has seen; not for ever, since its workers may all end of the same. */
  comeBack(work: Work, error: Error | null): void {
    if (++work.failures < MOST_FAILURES) this.unshift(work);
    else this.#server.gaveUp(work, error ?? workerEnded('workers ended before they began'));
  }

  /** A worker for what waits could not start, and the next may not either: each one's patience has an end. */
  blameFirst(error: Error): void {
    const { first } = this;
    if (first === null || ++first.failures < MOST_FAILURES) return;
    this.#waiting.shift();
    this.#server.gaveUp(first, error);
  }

  /** Takes the oldest. */
  shift(): Work | null {
    return this.#waiting.shift() ?? null;
  }

  /** Rejects what waits. */
  rejectAll(): void {
    for (const work of this.#waiting.splice(0)) this.#server.reject(work);
  }

  /** Tells the server when the queue has become full, or is so no more. */
  update(): void {
    const { whenFull, queueSize, growAfterMs } = this.#policy;
    // A pool's new worker is for all that wait; else each that is starting is for one of them.
    const expected = growAfterMs === 0 ? this.#members.starting.size : 0;
    const excess = this.#waiting.length - expected;
    const isFull = whenFull === 'wait' && excess > queueSize;
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#server.full(isFull);
  }

  #heed(work: Work): void {
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
