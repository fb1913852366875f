// What the server of a pool hears of its requests and workers: the ledger, the hooks and the events are told here.
import { printLine, shown } from '../basics.js';
import { publish } from '../server/server-events.js';
import type { StrategyServer } from './strategy.js';
import type { PoolServer, Work } from './worker.js';

// Ends of workers that had no request: an error of what an earlier handler left running would be nobody's.

/** The workers of one server that have been ready, by their ids. */
export class IdleEnds {
  readonly #ready = new Set<number>();
  readonly #kind: 'thread' | 'process';
  readonly #onError: (error: Error) => void;

  constructor(kind: 'thread' | 'process', onError: (error: Error) => void) {
    this.#kind = kind;
    this.#onError = onError;
  }

  ready(worker: number): void {
    this.#ready.add(worker);
  }

  /** A worker has gone; `error` is null when it was asked to, or when that is told as the error of a request. */
  gone(worker: number, error: Error | null): void {
    // One that never was ready is told as one that could not start.
    if (!this.#ready.delete(worker) || error === null) return;
    this.#onError(error);
    // A process has printed it itself.
    if (this.#kind === 'thread')
      printLine(`Exception in thread ${worker} of handlers\n${shown(error)}`);
  }
}

/** The accounts of one pool. */
export class PoolAccounts implements PoolServer {
  readonly #side: StrategyServer;
  readonly #kind: 'thread' | 'process';
  readonly #extend: (work: Work) => boolean;
  readonly #idleEnds: IdleEnds;

  /** @param extend - asks the pool whether a request whose time is up gets more of it, since nobody has begun with it */
  constructor(side: StrategyServer, kind: 'thread' | 'process', extend: (work: Work) => boolean) {
    this.#side = side;
    this.#kind = kind;
    this.#extend = extend;
    this.#idleEnds = new IdleEnds(kind, (error) => this.workerMissing(error));
  }

  get isServing(): boolean {
    return this.#side.server.state === 'serving';
  }

  handedOver(work: Work): void {
    this.limit(work);
    if (!work.wasHandedOver) this.#closeRequest(work, 'process');
    work.wasHandedOver = true;
  }

  cameBack({ record }: Work): void {
    this.#side.limit(record, null);
  }

  dropped(work: Work): void {
    this.#side.end(work.record, 'aborted');
    this.#discard(work);
  }

  limit(work: Work): void {
    const side = this.#side;
    const { requestTimeoutMs } = side.server.limits;
    if (requestTimeoutMs === null) return;
    side.limit(work.record, requestTimeoutMs, () => {
      if (!this.#extend(work)) side.abort(work.record, 'requestTimeoutMs');
    });
  }

  ended(work: Work, error: Error | null): void {
    const { request, record } = work;
    if (error !== null) this.#side.fail(request, record, error, 'handler');
    this.#closeRequest(work, 'thread');
    if (error === null) this.#side.end(record, 'finished');
  }

  workerReady(worker: number): void {
    const { server } = this.#side;
    this.#idleEnds.ready(worker);
    publish('fdset:server:worker:start', () => ({ server, kind: this.#kind, worker }));
  }

  workerMissing(error: unknown): void {
    this.#side.publishError(error, 'worker');
  }

  workerGone(worker: number, work: Work | null, error: Error | null): void {
    const { server } = this.#side;
    publish('fdset:server:worker:end', () => ({ server, kind: this.#kind, worker, error }));
    this.#idleEnds.gone(worker, work === null ? error : null);
    if (work === null) return;
    if (error === null) this.#side.end(work.record, 'aborted');
    else this.#side.fail(work.request, work.record, error, 'worker');
    this.#closeRequest(work, 'thread');
  }

  full(isFull: boolean): void {
    if (isFull) this.#side.pause('workers');
    else this.#side.resume('workers');
  }

  gaveUp(work: Work, error: Error): void {
    // No worker shuts it down.
    if (!work.wasHandedOver) work.record.handedOver = false;
    this.#side.fail(work.request, work.record, error, 'worker');
    this.#discard(work);
  }

  reject(work: Work): void {
    this.#side.reject(work.request, work.record, 'queue');
    this.#discard(work);
  }

  // What closing the request does to it unless it came back: its descriptor is another one now.
  #discard(work: Work): void {
    if (work.wasHandedOver) this.#closeRequest(work, 'thread');
    work.drop();
  }

  // V4: as in CPython a thread's request is closed at its end, and that of a process as soon as the process
  // has it. The descriptor itself has been given away by then.
  #closeRequest({ request, record }: Work, kind: 'thread' | 'process'): void {
    if (this.#kind === kind) this.#side.close(request, record);
  }
}
