// Reports the events of a pool's requests and workers to its server: to the ledger, the hooks and the event channels.
import { printLine, shown } from '../basics.js';
import { publish } from '../server/server-events.js';
import type { StrategyServer } from './strategy.js';
import type { PoolServer, Work } from './worker.js';

/**
 * Reports errors of workers that ended without a request. Code that an earlier handler left running caused them, and
 * otherwise no error would show it.
 */
export class IdleWorkerEnds {
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

  /** Called when a worker has ended. `error` is null when it was asked to end, or when its request reports the error. */
  gone(worker: number, error: Error | null): void {
    // A worker that was never ready is reported as one that could not start.
    if (!this.#ready.delete(worker) || error === null) return;
    this.#onError(error);
    // A process has printed the error itself.
    if (this.#kind === 'thread')
      printLine(`Exception in thread ${worker} of handlers\n${shown(error)}`);
  }
}

/** The server of one pool. */
export class PoolAccounts implements PoolServer {
  readonly #side: StrategyServer;
  readonly #kind: 'thread' | 'process';
  readonly #extend: (work: Work) => boolean;
  readonly #idleEnds: IdleWorkerEnds;

  /** @param extend - asks the pool for more time for a request whose time is up, if no handler has begun with it */
  constructor(side: StrategyServer, kind: 'thread' | 'process', extend: (work: Work) => boolean) {
    this.#side = side;
    this.#kind = kind;
    this.#extend = extend;
    this.#idleEnds = new IdleWorkerEnds(kind, (error) => this.onWorkerMissing(error));
  }

  get isServing(): boolean {
    return this.#side.server.state === 'serving';
  }

  onHandedOver(work: Work): void {
    this.limit(work);
    if (!work.wasHandedOver) this.#closeRequest(work, 'process');
    work.wasHandedOver = true;
  }

  onCameBack({ record }: Work): void {
    this.#side.limit(record, null);
  }

  onDropped(work: Work): void {
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

  onEnded(work: Work, error: Error | null): void {
    const { request, record } = work;
    if (error !== null) this.#side.fail(request, record, error, 'handler');
    this.#closeRequest(work, 'thread');
    if (error === null) this.#side.end(record, 'finished');
  }

  onWorkerReady(worker: number): void {
    const { server } = this.#side;
    this.#idleEnds.ready(worker);
    publish('fdset:server:worker:start', () => ({ server, kind: this.#kind, worker }));
  }

  onWorkerMissing(error: unknown): void {
    this.#side.publishError(error, 'worker');
  }

  onWorkerGone(worker: number, lost: readonly Work[], error: Error | null): void {
    const { server } = this.#side;
    publish('fdset:server:worker:end', () => ({ server, kind: this.#kind, worker, error }));
    this.#idleEnds.gone(worker, lost.length === 0 ? error : null);
    for (const work of lost) this.#onLost(work, error);
  }

  #onLost(work: Work, error: Error | null): void {
    if (error === null) this.#side.end(work.record, 'aborted');
    else this.#side.fail(work.request, work.record, error, 'worker');
    this.#closeRequest(work, 'thread');
  }

  onFull(isFull: boolean): void {
    if (isFull) this.#side.pause('workers');
    else this.#side.resume('workers');
  }

  onGivenUp(work: Work, error: Error): void {
    // No worker has the request, so `fail` must shut it down.
    if (!work.wasHandedOver) work.record.handedOver = false;
    this.#side.fail(work.request, work.record, error, 'worker');
    this.#discard(work);
  }

  reject(work: Work): void {
    this.#side.reject(work.request, work.record, 'queue');
    this.#discard(work);
  }

  // A request that came back has a new descriptor, which closing the request does not close.
  #discard(work: Work): void {
    if (work.wasHandedOver) this.#closeRequest(work, 'thread');
    work.drop();
  }

  // V4: As in CPython, closeRequest is called at the end of a thread's request, and as soon as a process has its request.
  // The server has given the descriptor away by then.
  #closeRequest({ request, record }: Work, kind: 'thread' | 'process'): void {
    if (this.#kind === kind) this.#side.close(request, record);
  }
}
