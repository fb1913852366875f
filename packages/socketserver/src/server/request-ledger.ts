// Every request under way, from accept to end: what limits, deadlines, draining and stats look at.
// BaseServer enters requests; a strategy that runs them elsewhere says when they have ended.
import type { AsyncResource } from 'node:async_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import type { Address } from '@fdset/socket';
import { nowMs } from '../basics.js';

/** How long a request that was aborted has for its end. */
export const ABORT_GRACE_MS = 1000;

/** How a request ended. */
export type RequestEnd = 'finished' | 'failed' | 'disconnected' | 'rejected' | 'aborted';

/** One request under way. */
export interface RequestRecord {
  readonly id: number;
  readonly clientAddress: Address | null;
  /** What its hooks and events run in. */
  context: AsyncResource;
  /** Who the limit per peer counts it for; null when there is no such limit. */
  peer: string | null;
  /** On the clock of `performance.now()`. */
  readonly startedAt: number;
  /** True once a worker has it: the end of `processRequest` then is not the request's. */
  handedOver: boolean;
  /** Makes the handler stop soon: the connection is shut down, or its worker is ended. */
  abort: ((reason: string) => void) | null;
  /** Set when it was aborted; its end counts as 'aborted' whatever the handler says. */
  abortReason: string | null;
  /** Aborts it when the whole request takes too long. */
  timer: NodeJS.Timeout | null;
}

/** What `serverClose` says about a request that had to be aborted. */
export interface Straggler {
  readonly id: number;
  readonly clientAddress: Address | null;
  readonly ageMs: number;
}

const stragglerOf = ({ id, clientAddress, startedAt }: RequestRecord): Straggler => ({
  id,
  clientAddress,
  ageMs: nowMs() - startedAt,
});

/** Listens to the ends of requests. */
export type EndListener = (record: RequestRecord, end: RequestEnd) => void;

/** All requests of one server that are under way. */
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

  /** How many there are. */
  get size(): number {
    return this.#active.size;
  }

  #countOf(peer: string): number {
    return this.#byPeer.get(peer) ?? 0;
  }

  /** Enters a request. */
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

  /** Counts a request for its peer; how many there are of that one now. */
  countFor(record: RequestRecord, peer: string): number {
    const count = this.#countOf(peer) + 1;
    record.peer = peer;
    this.#byPeer.set(peer, count);
    return count;
  }

  /** Counts the time of a request from now on, or not at present; `onLate` aborts it unless given. */
  limit(
    record: RequestRecord,
    timeoutMs: number | null,
    onLate: () => void = () => this.abort(record, 'requestTimeoutMs'),
  ): void {
    if (record.timer !== null) clearTimeout(record.timer);
    record.timer = timeoutMs === null ? null : setTimeout(onLate, timeoutMs);
  }

  /** Takes a request out; a second end of the same request is ignored. */
  end(record: RequestRecord, end: RequestEnd): void {
    if (!this.#active.delete(record)) return;
    if (record.timer !== null) clearTimeout(record.timer);
    if (record.peer !== null) this.#leave(record.peer);
    try {
      this.#onEnd(record, record.abortReason === null ? end : 'aborted');
    } finally {
      if (this.#active.size === 0) this.#wake();
    }
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }

  /** Asks a request to stop; it stays in the ledger until it has. */
  abort(record: RequestRecord, reason: string): void {
    if (!this.#active.has(record) || record.abortReason !== null) return;
    record.abortReason = reason;
    this.#aborts?.set(record.id, stragglerOf(record));
    record.abort?.(reason);
  }

  /** Aborts all, and says which. */
  abortAll(reason: string): Straggler[] {
    const records = [...this.#active];
    const stragglers = records.map(stragglerOf);
    for (const record of records) this.abort(record, reason);
    return stragglers;
  }

  /** Waits for all up to `graceMs` (null: for ever), then aborts those that are left, which have a moment more. */
  async drain(graceMs: number | null): Promise<void> {
    if (await this.whenEmpty(graceMs)) return;
    this.abortAll('serverClose');
    await this.whenEmpty(ABORT_GRACE_MS);
  }

  /** What is aborted from now on, by whomever, and what was and has not ended: by its id, and growing. */
  noteAborts(): ReadonlyMap<number, Straggler> {
    const aborted = [...this.#active].filter(({ abortReason }) => abortReason !== null);
    this.#aborts = new Map(aborted.map((record) => [record.id, stragglerOf(record)]));
    return this.#aborts;
  }

  /** Resolves to true when none is left, to false after `timeoutMs` (null: for ever). */
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

  #leave(peer: string): void {
    const left = this.#countOf(peer) - 1;
    if (left > 0) this.#byPeer.set(peer, left);
    else this.#byPeer.delete(peer);
  }
}
