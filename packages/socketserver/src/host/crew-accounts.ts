// What the server of a crew hears of its requests and hosts: the ledger, the hooks and the events are told here.
import { publish } from '../server-events.js';
import type { StrategyServer } from '../strategy/strategy.js';
import type { CrewServer } from './crew-server.js';
import { IdleEnds } from './idle-ends.js';
import type { Work } from './work.js';

/** The accounts of one crew. */
export class CrewAccounts implements CrewServer {
  readonly #side: StrategyServer;
  readonly #host: 'thread' | 'process';
  readonly #extend: (work: Work) => boolean;
  readonly #idleEnds: IdleEnds;

  /** @param extend - asks the crew whether a request whose time is up gets more of it, since nobody has begun with it */
  constructor(side: StrategyServer, host: 'thread' | 'process', extend: (work: Work) => boolean) {
    this.#side = side;
    this.#host = host;
    this.#extend = extend;
    this.#idleEnds = new IdleEnds(host, (error) => this.hostMissing(error));
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

  hostReady(host: number): void {
    const { server } = this.#side;
    this.#idleEnds.ready(host);
    publish('fdset:server:host:start', () => ({ server, kind: this.#host, host }));
  }

  hostMissing(error: unknown): void {
    this.#side.publishError(error, 'host');
  }

  hostGone(host: number, work: Work | null, error: Error | null): void {
    const { server } = this.#side;
    publish('fdset:server:host:end', () => ({ server, kind: this.#host, host, error }));
    this.#idleEnds.gone(host, work === null ? error : null);
    if (work === null) return;
    if (error === null) this.#side.end(work.record, 'aborted');
    else this.#side.fail(work.request, work.record, error, 'host');
    this.#closeRequest(work, 'thread');
  }

  full(isFull: boolean): void {
    if (isFull) this.#side.pause('hosts');
    else this.#side.resume('hosts');
  }

  gaveUp(work: Work, error: Error): void {
    // No host shuts it down.
    if (!work.wasHandedOver) work.record.handedOver = false;
    this.#side.fail(work.request, work.record, error, 'host');
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
  #closeRequest({ request, record }: Work, host: 'thread' | 'process'): void {
    if (this.#host === host) this.#side.close(request, record);
  }
}
