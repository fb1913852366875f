// The workers of one pool by their state: each is starting, idle, busy, or about to end.
import { nowMs } from '../basics.js';
import { FewestFirst, LastFreed } from './free-places.js';
import type { FreePlaces } from './free-places.js';
import type { PoolWorker, Work, WorkerPlace } from './worker.js';

// A worker whose start takes twice as long as the last one did, for each that starts beside it, and this long at least, may
// never be ready.
const LATE_MS = 1000;
const LATE = 2;

/** The workers of one pool. */
export class PoolMembers {
  readonly all = new Set<PoolWorker>();
  /** When each worker that is not ready yet was made, on the clock of `performance.now()`. */
  readonly starting = new Map<PoolWorker, number>();
  /** The places that have a request. */
  readonly busy = new Set<WorkerPlace>();
  readonly free: FreePlaces;
  /** When a worker last ended a request, on the clock of `performance.now()`. */
  lastFreedAt = -Infinity;
  #readySince = Infinity;
  #lastStartMs = 0;

  constructor(requestsPerWorker: number) {
    this.free = requestsPerWorker === 1 ? new LastFreed() : new FewestFirst(requestsPerWorker);
  }

  get size(): number {
    return this.all.size;
  }

  /** Since when there has been a worker that is ready; Infinity while there is none. */
  get readySince(): number {
    return this.busy.size === 0 && this.free.idleWorkers === 0 ? Infinity : this.#readySince;
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

  /** How many workers have a request. */
  get busyWorkers(): number {
    return new Set([...this.busy].map(({ worker }) => worker)).size;
  }

  /** The place that has the request. */
  busyWith(work: Work): WorkerPlace | undefined {
    return [...this.busy].find((place) => place.work === work);
  }

  /** Adds a new worker, which gets no request before it has started. */
  add(worker: PoolWorker): void {
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
    this.free.open(worker);
    return true;
  }

  /** Takes the request of a place. */
  unbind(place: WorkerPlace): Work | null {
    const { work } = place;
    this.busy.delete(place);
    place.work = null;
    return work;
  }

  /** Takes the requests of a worker that has ended: those that no handler has seen, and those that are lost with it. */
  takeFrom(worker: PoolWorker): { readonly back: Work[]; readonly lost: Work[] } {
    const back: Work[] = [];
    const lost: Work[] = [];
    for (const place of worker.places) {
      const isBack = place.takeBack();
      const work = this.unbind(place);
      if (work !== null) (isBack ? back : lost).push(work);
    }
    return { back, lost };
  }

  /** Ends at most `most` workers that have been idle since `since`. */
  dismissIdle(since: number, most: number): void {
    for (const worker of this.free.idleSince(since).slice(0, most)) {
      this.free.retire(worker);
      worker.dismiss();
    }
  }

  /** Removes a worker that has ended; returns whether it was still starting. */
  remove(worker: PoolWorker): boolean {
    this.all.delete(worker);
    this.free.retire(worker);
    return this.starting.delete(worker);
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
