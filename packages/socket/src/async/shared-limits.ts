// Limits of how long the operations of many AsyncSockets may wait. One timer looks at all of them now and then, so that an
// operation itself costs nothing more: one that is served at two looks has waited from the first to the second at least. A limit
// is thus never early, and late by two looks at most.
import * as timers from 'node:timers';
import { checkOptionNames, checkTimeMs, monotonicMs } from '@fdset/posix';
import { timeoutError } from '../system-error.js';
import { lanesOf } from './async-inside.js';
import type { AsyncSocket } from './async-socket.js';
import type { Lanes } from './driver.js';
import type { Served } from './lane.js';
import type { TlsStream } from './tls/tls-stream.js';

// These are not the functions of globalThis, which a test runner's fake timers replace.
const { clearInterval, setInterval } = timers;

/** Limits in ms; null (default) is none. */
export interface SharedLimitsOptions {
  /** How long nothing may come and nothing may go while an operation waits. */
  readonly idleMs?: number | null | undefined;
  /** How long one receive may wait. */
  readonly readMs?: number | null | undefined;
  /** How long one send may take. */
  readonly writeMs?: number | null | undefined;
}

interface Limits {
  readonly idleMs: number;
  readonly readMs: number;
  readonly writeMs: number;
}

const NAMES = ['idleMs', 'readMs', 'writeMs'] as const;
/** How many looks there are in the time of the shortest limit. */
const LOOKS = 4;
const MOST_OFTEN_MS = 5;
const LEAST_OFTEN_MS = 5000;

/** Limits for any number of sockets, with one timer while there are any. */
export class SharedLimits {
  readonly #limits: Limits;
  readonly #everyMs: number;
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | null = null;

  /**
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
   */
  constructor(options: SharedLimitsOptions) {
    checkOptionNames(options, NAMES, 'SharedLimits');
    const [idleMs, readMs, writeMs] = NAMES.map(
      (name) => checkTimeMs(options[name] ?? null, name) ?? Infinity,
    ) as [number, number, number];
    this.#limits = { idleMs, readMs, writeMs };
    const shortest = Math.min(idleMs, readMs, writeMs);
    this.#everyMs = Math.min(Math.max(shortest / LOOKS, MOST_OFTEN_MS), LEAST_OFTEN_MS);
  }

  /**
   * Limits the operations of a socket until the returned function is called. The promise of one that is late rejects with
   * SocketTimeoutError ETIMEDOUT, and loses no byte.
   * @param readCall - tells for which call of its user the socket receives, as any value that is new for each, or null; `readMs`
   * then limits that call and not each receive
   */
  watch(socket: AsyncSocket | TlsStream, readCall: () => unknown = () => null): () => void {
    const watched = new Watched(socket, readCall);
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#look(), this.#everyMs).unref();
    return () => this.#end(watched);
  }

  #end(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const now = monotonicMs();
    for (const watched of this.#watched) watched.look(this.#limits, now);
  }
}

/** What was there at the last look, and since which look. */
class Seen {
  #what: unknown = null;
  #sinceMs = 0;

  /** How long the same has been there; -1 while there is nothing. */
  durationOf(what: unknown, now: number): number {
    if (what !== this.#what) this.#sinceMs = now;
    this.#what = what;
    return what === null ? -1 : now - this.#sinceMs;
  }
}

/** Since when nothing has come and nothing has gone, while an operation waits. */
class Idle {
  #seen: readonly unknown[] = [];
  #sinceMs = 0;

  // A receive ends with the first bytes that come, and a send has fewer bytes left with each that goes. A short one may begin
  // and end between two looks.
  durationOf({ reads, writes }: Lanes, now: number): number {
    const seen = [reads.first, writes.first, writes.first?.left, reads.ended, writes.ended];
    if (seen.some((one, index) => one !== this.#seen[index])) this.#sinceMs = now;
    this.#seen = seen;
    return now - this.#sinceMs;
  }
}

/** One socket. */
class Watched {
  readonly #socket: AsyncSocket | TlsStream;
  readonly #readCall: () => unknown;
  readonly #readFor = new Seen();
  readonly #writeFor = new Seen();
  readonly #idleFor = new Idle();

  constructor(socket: AsyncSocket | TlsStream, readCall: () => unknown) {
    this.#socket = socket;
    this.#readCall = readCall;
  }

  look({ idleMs, readMs, writeMs }: Limits, now: number): void {
    const lanes = lanesOf(this.#socket);
    const { reads, writes } = lanes;
    const read = reads.first ?? null;
    const write = writes.first ?? null;
    const readFor = this.#readFor.durationOf(read && (this.#readCall() ?? read), now);
    const writeFor = this.#writeFor.durationOf(write, now);
    const idleFor = this.#idleFor.durationOf(lanes, now);
    endLate(read, readFor >= readMs ? readMs : idleFor >= idleMs ? idleMs : null);
    endLate(write, writeFor >= writeMs ? writeMs : idleFor >= idleMs ? idleMs : null);
  }
}

const endLate = (operation: Served | null, limitMs: number | null): void => {
  if (operation === null || limitMs === null) return;
  operation.giveUp(timeoutError(operation.call, limitMs));
};
