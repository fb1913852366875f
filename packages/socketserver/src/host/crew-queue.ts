// The requests that wait for a host, in their order, and whether there are as many as may be.
import type { CrewPolicy } from './crew-options.js';
import type { CrewServer } from './crew-server.js';
import type { Work } from './work.js';

/** The queue of one crew. */
export class CrewQueue {
  readonly #policy: CrewPolicy;
  readonly #server: CrewServer;
  readonly #waiting: Work[] = [];
  #isFull = false;

  constructor(policy: CrewPolicy, server: CrewServer) {
    this.#policy = policy;
    this.#server = server;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Since when the oldest waits, on the clock of `performance.now()`; null when none does. */
  get since(): number | null {
    return this.#waiting[0]?.queuedAt ?? null;
  }

  /** Whether one more would have to be rejected. */
  get refuses(): boolean {
    const { whenFull, queueSize } = this.#policy;
    return whenFull === 'reject' && this.#waiting.length >= queueSize;
  }

  /** Adds a request; one that is aborted while it waits is rejected. */
  push(work: Work): void {
    work.record.abort = () => this.#drop(work);
    this.#waiting.push(work);
    this.#update();
  }

  /** Takes the oldest. */
  shift(): Work | null {
    const work = this.#waiting.shift() ?? null;
    this.#update();
    return work;
  }

  /** Rejects what waits. */
  rejectAll(): void {
    for (const work of this.#waiting.splice(0)) this.#server.reject(work);
  }

  #drop(work: Work): void {
    const place = this.#waiting.indexOf(work);
    if (place === -1) return;
    this.#waiting.splice(place, 1);
    this.#server.reject(work);
    this.#update();
  }

  #update(): void {
    const { whenFull, queueSize } = this.#policy;
    const isFull = whenFull === 'wait' && this.#waiting.length > queueSize;
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#server.full(isFull);
  }
}
