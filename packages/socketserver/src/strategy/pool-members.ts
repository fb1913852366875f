// The workers of one pool by what they do: each is starting, idle, busy, or about to end.
import { nowMs } from '../basics.js';
import type { PoolWorker, Work } from './worker.js';

/** Who is what. */
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

  /** Who has the request. */
  busyWith(work: Work): PoolWorker | undefined {
    return [...this.busy].find((worker) => worker.work === work);
  }

  /** A new one, which has no request before it can begin with it. */
  add(worker: PoolWorker): void {
    worker.idleSince = Infinity; // It is not idle for too long before it has started.
    this.all.add(worker);
    this.starting.add(worker);
  }

  /** It can work; false when it has ended meanwhile. */
  started(worker: PoolWorker): boolean {
    if (!this.starting.delete(worker)) return false;
    worker.idleSince = nowMs();
    this.idle.push(worker);
    return true;
  }

  /** It has ended; returns whether it was still starting. */
  remove(worker: PoolWorker): boolean {
    this.all.delete(worker);
    this.busy.delete(worker);
    this.retire(worker);
    return this.starting.delete(worker);
  }

  /** It gets no further request. */
  retire(worker: PoolWorker): void {
    const place = this.idle.indexOf(worker);
    if (place !== -1) this.idle.splice(place, 1);
  }
}

// Whether threads shall say at once that a request has ended: a message costs the serving thread a turn of its event
// loop, and nobody waits for most ends.

/** One number that all threads of a pool read. */
export class WantedEnds {
  /** Not 0 while every end matters at once. */
  readonly memory = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #isAwaited: () => boolean;
  #isWatched = false;

  /** @param isAwaited - whether a request waits for another's end */
  constructor(isAwaited: () => boolean) {
    this.#isAwaited = isAwaited;
  }

  /** Says whether the server wants to hear of every end at once. */
  watch(on: boolean): void {
    this.#isWatched = on;
    this.update();
  }

  update(): void {
    Atomics.store(this.memory, 0, this.#isWatched || this.#isAwaited() ? 1 : 0);
  }
}
