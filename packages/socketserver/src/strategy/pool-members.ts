// The workers of one pool by their state: each is starting, idle, busy, or about to end.
import { nowMs } from '../basics.js';
import type { PoolWorker, Work } from './worker.js';

/** The workers of one pool. */
export class PoolMembers {
  readonly all = new Set<PoolWorker>();
  readonly starting = new Set<PoolWorker>();
  readonly busy = new Set<PoolWorker>();
  readonly idle: PoolWorker[] = [];

  get size(): number {
    return this.all.size;
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
    this.starting.add(worker);
  }

  /** Makes a worker that has started idle; false when it has ended meanwhile. */
  started(worker: PoolWorker): boolean {
    if (!this.starting.delete(worker)) return false;
    worker.idleSince = nowMs();
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
