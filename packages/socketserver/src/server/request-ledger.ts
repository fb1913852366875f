// The ledger has the record of every request under way, from accept to end. Limits, deadlines, draining and stats use
// it. RequestTaker adds records; a strategy that hands requests to workers reports their ends.
import type { AsyncResource } from 'node:async_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import type { Address } from '@fdset/socket';
import { nowMs } from '../basics.js';

/** How long the server waits for the end of a request that it has aborted. */
export const ABORT_GRACE_MS = 1000;

/** How a request ended. */
export type RequestEnd = 'finished' | 'failed' | 'disconnected' | 'rejected' | 'aborted';

/** One request under way. */
export interface RequestRecord {
  readonly id: number;
  readonly clientAddress: Address | null;
  /** The asynchronous context in which the request's hooks and events run. */
  context: AsyncResource;
  /** The peer for whom `maxConnectionsPerPeer` counts the request; null without that limit. */
  peer: string | null;
  /** When the request began, on the clock of `performance.now()`. */
  readonly startedAt: number;
  /** True once a worker has the request; the end of `processRequest` is then not the end of the request. */
  handedOver: boolean;
  /** Makes the handler stop soon: shuts the connection down, or ends the worker. */
  abort: ((reason: string) => void) | null;
  /** Why the request was aborted, or null. The end of an aborted request counts as 'aborted', however the handler ends. */
  abortReason: string | null;
  /** Aborts the request after `requestTimeoutMs`. */
  timer: NodeJS.Timeout | null;
}

/** A request that was aborted, as `serverClose` and `abortRequests` report it. */
export interface Straggler {
  readonly id: number;
  readonly clientAddress: Address | null;
  readonly ageMs: number;
}

const toStraggler = ({ id, clientAddress, startedAt }: RequestRecord): Straggler => ({
  id,
  clientAddress,
  ageMs: nowMs() - startedAt,
});

/** Is called at the end of each request. */
export type EndListener = (record: RequestRecord, end: RequestEnd) => void;

/** The records of all requests of one server that are under way. */
export class RequestLedger {
  readonly #active = new Set<RequestRecord>();
  readonly #byPeer = new Map<string, number>();
  readonly #onEnd: EndListener;
  #waiters: (() => void)[] = [];
  #aborts: Map<number, Straggler> | null = null;
  #lastId = 0;

  constructor(onEnd: EndListener) {
    this.#onEnd = onEnd;
  }

  /** How many requests are under way. */
  get size(): number {
    return this.#active.size;
  }

  #countOf(peer: string): number {
    return this.#byPeer.get(peer) ?? 0;
  }

  /** Adds the record of a request. */
  begin(
    clientAddress: Address | null,
    context: AsyncResource,
    timeoutMs: number | null = null,
  ): RequestRecord {
    const record: RequestRecord = {
      id: ++this.#lastId,
      clientAddress,
      context,
      peer: null,
      startedAt: nowMs(),
      handedOver: false,
      abort: null,
      abortReason: null,
      timer: null,
    };
    this.#active.add(record);
    if (timeoutMs !== null) this.limit(record, timeoutMs);
    return record;
  }

  /** Counts a request for its peer, and returns how many requests of this peer are under way now. */
  countFor(record: RequestRecord, peer: string): number {
    const count = this.#countOf(peer) + 1;
    record.peer = peer;
    this.#byPeer.set(peer, count);
    return count;
  }

  /** Starts the timer of a request anew, or stops it (null). After `timeoutMs` it calls `onLate`, which by default aborts the request. */
  limit(
    record: RequestRecord,
    timeoutMs: number | null,
    onLate: () => void = () => this.abort(record, 'requestTimeoutMs'),
  ): void {
    if (record.timer !== null) clearTimeout(record.timer);
    record.timer = timeoutMs === null ? null : setTimeout(onLate, timeoutMs);
  }

  /** Removes a request that has ended; a second end of the same request is ignored. */
  end(record: RequestRecord, end: RequestEnd): void {
    if (!this.#active.delete(record)) return;
    if (record.timer !== null) clearTimeout(record.timer);
    if (record.peer !== null) this.#uncount(record.peer);
    try {
      this.#onEnd(record, record.abortReason === null ? end : 'aborted');
    } finally {
      if (this.#active.size === 0) this.#resolveWaiters();
    }
  }

  #resolveWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Asks a request to stop; its record stays in the ledger until it has stopped. */
  abort(record: RequestRecord, reason: string): void {
    if (!this.#active.has(record) || record.abortReason !== null) return;
    record.abortReason = reason;
    this.#aborts?.set(record.id, toStraggler(record));
    record.abort?.(reason);
  }

  /** Aborts all requests, and returns which they were. */
  abortAll(reason: string): Straggler[] {
    const records = [...this.#active];
    const stragglers = records.map(toStraggler);
    for (const record of records) this.abort(record, reason);
    return stragglers;
  }

  /** Waits for all requests up to `graceMs` (null: for ever), then aborts the rest and waits `ABORT_GRACE_MS` more. */
  async drain(graceMs: number | null): Promise<void> {
    if (await this.whenEmpty(graceMs)) return;
    this.abortAll('serverClose');
    await this.whenEmpty(ABORT_GRACE_MS);
  }

  /** A live map, by id, of the aborted requests that have not ended yet and of all that are aborted from now on. */
  noteAborts(): ReadonlyMap<number, Straggler> {
    const aborted = [...this.#active].filter(({ abortReason }) => abortReason !== null);
    this.#aborts = new Map(aborted.map((record) => [record.id, toStraggler(record)]));
    return this.#aborts;
  }

  /** Resolves to true when no request is under way, to false after `timeoutMs` (null: never). */
  whenEmpty(timeoutMs: number | null): Promise<boolean> {
    if (this.#active.size === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = timeoutMs === null ? null : setTimeout(() => resolve(false), timeoutMs);
      this.#waiters.push(() => {
        if (timer !== null) clearTimeout(timer);
        resolve(true);
      });
    });
  }

  #uncount(peer: string): void {
    const left = this.#countOf(peer) - 1;
    if (left > 0) this.#byPeer.set(peer, left);
    else this.#byPeer.delete(peer);
  }
}
