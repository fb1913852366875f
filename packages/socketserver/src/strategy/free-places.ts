// The free places of a pool's workers, and which of them gets the next request.
import { nowMs } from '../basics.js';
import { RETRY_MS } from './worker.js';
import type { PoolWorker, WorkerPlace } from './worker.js';

/** The free places of the workers that are ready. */
export interface FreePlaces {
  /** How many workers have no request. */
  readonly idleWorkers: number;
  /** Adds the places of a worker that is ready. */
  open(worker: PoolWorker): void;
  /** Takes the place for the next request. */
  take(): WorkerPlace | undefined;
  /** Called when a worker could not take a request now. Returns whom the shortage concerns, and who thus gets none for a while. */
  rest(worker: PoolWorker): 'all' | 'worker';
  /** Puts a place back whose request has ended. */
  put(place: WorkerPlace): void;
  /** Removes a worker, so that it gets no further request. */
  retire(worker: PoolWorker): void;
  /** The workers that have had no request since this time or longer. */
  idleSince(time: number): PoolWorker[];
}

/** Workers with one place each. The last one that became free is next, because its memory is warm, and the others may end. */
export class LastFreed implements FreePlaces {
  readonly #places: WorkerPlace[] = [];

  get idleWorkers(): number {
    return this.#places.length;
  }

  open(worker: PoolWorker): void {
    const place = worker.places[0] ?? worker.addPlace();
    place.idleSince = nowMs();
    this.#places.push(place);
  }

  take(): WorkerPlace | undefined {
    return this.#places.pop();
  }

  rest(): 'all' {
    return 'all';
  }

  put(place: WorkerPlace): void {
    this.#places.push(place);
  }

  retire(worker: PoolWorker): void {
    const at = this.#places.findIndex((place) => place.worker === worker);
    if (at !== -1) this.#places.splice(at, 1);
  }

  idleSince(time: number): PoolWorker[] {
    return this.#places.filter(({ idleSince }) => idleSince <= time).map(({ worker }) => worker);
  }
}

/** The places of one worker, which are made when they are needed. */
interface Seats {
  readonly free: WorkerPlace[];
  used: number;
  /** Since when none has been in use. */
  idleSince: number;
  /** Until then the worker gets no request. */
  restsUntil: number;
}

/** Workers with many places each. The worker with the fewest requests is next. */
export class FewestFirst implements FreePlaces {
  readonly #most: number;
  readonly #seats = new Map<PoolWorker, Seats>();

  /** @param most - how many places each worker has */
  constructor(most: number) {
    this.#most = most;
  }

  get idleWorkers(): number {
    return this.idleSince(Infinity).length;
  }

  open(worker: PoolWorker): void {
    const now = nowMs();
    const free = [...worker.places];
    this.#seats.set(worker, { free, used: 0, idleSince: now, restsUntil: now });
  }

  take(): WorkerPlace | undefined {
    let next: PoolWorker | null = null;
    let fewest = this.#most;
    const now = nowMs();
    for (const [worker, { used, restsUntil }] of this.#seats) {
      if (used >= fewest || restsUntil > now) continue;
      next = worker;
      fewest = used;
    }
    return next === null ? undefined : this.#takeFrom(next, this.#seats.get(next) as Seats);
  }

  #takeFrom(worker: PoolWorker, seats: Seats): WorkerPlace {
    const place = seats.free.pop() ?? worker.addPlace();
    seats.used++;
    return place;
  }

  // A worker whose event loop is blocked leaves its jobs in its channel, until there is no room for another.
  rest(worker: PoolWorker): 'worker' {
    const seats = this.#seats.get(worker);
    if (seats !== undefined) seats.restsUntil = nowMs() + RETRY_MS;
    return 'worker';
  }

  put(place: WorkerPlace): void {
    const seats = this.#seats.get(place.worker);
    if (seats === undefined) return;
    seats.free.push(place);
    seats.used--;
    if (seats.used === 0) seats.idleSince = nowMs();
  }

  retire(worker: PoolWorker): void {
    this.#seats.delete(worker);
  }

  idleSince(time: number): PoolWorker[] {
    return [...this.#seats]
      .filter(([, { used, idleSince }]) => used === 0 && idleSince <= time)
      .map(([worker]) => worker);
  }
}
