// The workers of one pool by their state: each is starting, idle, busy, or about to end.
import { nowMs } from '../basics.js';
import type { PoolWorker, Work } from './worker.js';

// A worker whose start takes twice as long as the last one did, for each that starts beside it, and this long at least, may
// never be ready.
const LATE_MS = 1000;
const LATE = 2;

/** The workers of one pool. */
export class PoolMembers {
  readonly all = new Set<PoolWorker>();
  /** When each worker that is not ready yet was made, on the clock of `performance.now()`. */
  readonly starting = new Map<PoolWorker, number>();
  readonly busy = new Set<PoolWorker>();
  readonly idle: PoolWorker[] = [];
  /** When a worker last ended a request, on the clock of `performance.now()`. */
  lastFreedAt = -Infinity;
  #readySince = Infinity;
  #lastStartMs = 0;

  get size(): number {
    return this.all.size;
  }

  /** Since when there has been a worker that is ready; Infinity while there is none. */
  get readySince(): number {
    return this.busy.size + this.idle.length === 0 ? Infinity : this.#readySince;
  }

  /** How long the last start of a worker took, in ms. */
  get lastStartMs(): number {
    return this.#lastStartMs;
  }

  /** How many workers will be ready soon: those that are starting, but for late ones. */
  get expected(): number {
    const late = nowMs() - this.#mostStartMs;
    let expected = 0;
    for (const madeAt of this.starting.values()) if (madeAt > late) expected++;
    return expected;
  }

  /** When the next worker that is starting will be late; Infinity when none can be. */
  get nextLateAt(): number {
    const late = nowMs() - this.#mostStartMs;
    for (const madeAt of this.starting.values())
      if (madeAt > late) return madeAt + this.#mostStartMs;
    return Infinity;
  }

  get #mostStartMs(): number {
    return Math.max(LATE_MS, LATE * this.#lastStartMs * this.starting.size);
  }

  /** The process ids. */
  get pids(): number[] {
    return [...this.all].flatMap(({ pid }) => pid ?? []);
  }

  /** The worker that has the request. */
  busyWith(work: Work): PoolWorker | undefined {
    return [...this.busy].find((worker) => worker.work === work);
  }

  /** Adds a new worker, which gets no request before it has started. */
  add(worker: PoolWorker): void {
    worker.idleSince = Infinity; // The idle time-out must not end a worker that is still starting.
    this.all.add(worker);
    this.starting.set(worker, nowMs());
  }

  /** Makes a worker that has started idle; false when it has ended meanwhile. */
  started(worker: PoolWorker): boolean {
    const madeAt = this.starting.get(worker);
    if (madeAt === undefined) return false;
    const now = nowMs();
    if (this.readySince === Infinity) this.#readySince = now;
    this.#lastStartMs = now - madeAt;
    this.starting.delete(worker);
    worker.idleSince = now;
    this.idle.push(worker);
    return true;
  }

  /** Removes a worker that has ended; returns whether it was still starting. */
  remove(worker: PoolWorker): boolean {
    this.all.delete(worker);
    this.busy.delete(worker);
    this.retire(worker);
    return this.starting.delete(worker);
  }

  /** Removes a worker from the idle ones, so that it gets no further request. */
  retire(worker: PoolWorker): void {
    const place = this.idle.indexOf(worker);
    if (place !== -1) this.idle.splice(place, 1);
  }
}

/**
 * Whether threads must report the end of a request at once, as one number that all threads of a pool read. A message costs
 * the serving thread a turn of its event loop, and most ends are not awaited.
 */
export class WantedEnds {
  /** Not 0 while threads must report every end at once. */
  readonly memory = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #isAwaited: () => boolean;
  #isWatched = false;

  /** @param isAwaited - whether a request waits for the end of another one */
  constructor(isAwaited: () => boolean) {
    this.#isAwaited = isAwaited;
  }

  /** Sets whether the server needs every end reported at once. */
  watch(on: boolean): void {
    this.#isWatched = on;
    this.update();
  }

  update(): void {
    Atomics.store(this.memory, 0, this.#isWatched || this.#isAwaited() ? 1 : 0);
  }
}
