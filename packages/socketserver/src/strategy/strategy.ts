// The contract of what handles the requests of a server: in turn (sequential.ts), on threads or in processes
// (worker/pool-strategy.ts). A mixin chooses one for a class, and does nothing else; each server then makes its own:
//
// - It is made in the server's constructor, before anything is bound: what it cannot work with it refuses there. It must
//   open nothing before `start`.
// - `start` comes before each serving, and again before the next. Requests are submitted only between `start` and the end
//   of the serving; those that were may go on after it.
// - `submit` is given each request that was let in, at once and in the order of arrival. Either it handles the request,
//   and its end, or that of its promise, is the end of the request; the server takes no other one meanwhile. Or it takes
//   the request over: it sets `record.handedOver` and `record.abort`, returns, and tells of the end later, exactly once,
//   by `finished`, `fail` or `reject` of its server. A throw is an error of the request as long as it is not handed over.
// - `record.abort` is called at most once, when the request's time is up or the server wants to be closed. The end has to
//   follow soon, whatever the handler does, and counts as aborted whatever is told; a second end of a request is ignored.
// - `watch` says that from now on the end of each request has to be told as soon as it is there. Before that, an end may
//   be told with the next `submit` or `stats`.
// - `stop` comes once, after the last request has ended or was aborted, also where `start` failed or never came. It gives
//   back all there is, whatever still runs, and is awaited.
//
// What `serverClose` waits for when its caller does not say is `graceMs`.
import { argTypeError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import type { MaybePromise } from '../basics.js';
import type { HandlerLike } from '../handler/handler-source.js';
import type { HookedServer } from '../server/server-hooks.js';
import type { ErrorPhase } from '../server/request-errors.js';
import type { RequestEnd, RequestRecord } from '../server/request-ledger.js';
import type { PoolStats } from './pool-stats.js';

/** How the requests of one server are handled. */
export interface Strategy<Request = unknown> {
  /** How long closing waits for requests, in ms; null until they have ended. */
  readonly graceMs: number | null;
  /** Before each serving: loads the handler, starts what has to run. Rejects with what `serveForever` rejects with. */
  start(): Promise<void>;
  /**
   * Handles a request, or takes it over.
   * @param record - what the server knows of it; null for a request that it has not taken itself
   */
  submit(
    request: Request,
    clientAddress: Address | null,
    record: RequestRecord | null,
  ): MaybePromise<void>;
  /** From now on every end of a request matters at once. */
  watch(): void;
  /** Its workers in numbers, and all ends told; null where there are none. */
  stats(): PoolStats | null;
  /** After the last request: ends what was started. */
  stop(): Promise<void>;
}

/** What a strategy has of its server. */
export interface StrategyServer<Request = unknown> {
  /** The server itself: its hooks, its address and its limits. */
  readonly server: HookedServer<Request>;
  /** The handler as it was given. */
  readonly handler: HandlerLike<Request>;
  /** Imports a handler that was given by its module, into this thread: `server.handlerClass` is there then. */
  loadHandler(): Promise<void>;
  /** Tells of the end of a request that was handed over. */
  end(record: RequestRecord, end: RequestEnd): void;
  /** Tells that a request has ended by an error, or because its client went away. */
  fail(request: Request, record: RequestRecord, error: unknown, phase: ErrorPhase): void;
  /** Refuses a request that was not begun, and closes it. */
  reject(request: Request, record: RequestRecord, reason: string): void;
  /** Calls `closeRequest` in the request's own asynchronous context. */
  close(request: Request, record: RequestRecord): void;
  /** Counts the time of a request from now on (null: not at present); `onLate` aborts it unless given. */
  limit(record: RequestRecord, timeoutMs: number | null, onLate?: () => void): void;
  /** Asks a request to stop. */
  abort(record: RequestRecord, reason: string): void;
  /** Tells of an error that is no request's. */
  publishError(error: unknown, phase: ErrorPhase): void;
  /** Takes no further requests until `resume` with the same reason. */
  pause(reason: string): void;
  resume(reason: string): void;
}

/** What a mixin chooses. */
export interface StrategyKind<Options extends object = object> {
  /** What `server.strategy` says. */
  readonly name: string;
  /** The names of its options, which stand beside the server's own. */
  readonly optionNames: readonly (keyof Options & string)[];
  /** Makes the strategy of one server. @throws what the server's constructor throws */
  create(server: StrategyServer, options: Options): Strategy;
}

// What somebody else has written for a strategy: a part that it lacks would be missed in the middle of a request.

const CALLS = ['start', 'submit', 'watch', 'stats', 'stop'] as const satisfies (keyof Strategy)[];

/**
 * What a mixin chooses.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkKind = (kind: unknown): void => {
  const { name, optionNames, create } = (kind ?? {}) as Partial<StrategyKind>;
  if (typeof name === 'string' && Array.isArray(optionNames) && typeof create === 'function')
    return;
  throw argTypeError(
    "withStrategy takes a class of servers and { name: 'mine', optionNames: [], create: (server, options) => strategy }",
  );
};

/**
 * What `create` gave.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkStrategy = (strategy: Strategy, { name }: StrategyKind): Strategy => {
  const missing = CALLS.find((call) => typeof (strategy ?? {})[call] !== 'function');
  if (missing !== undefined)
    throw argTypeError(`create() of the strategy '${name}' must give an object with ${missing}()`);
  const { graceMs } = strategy;
  if (graceMs === null || typeof graceMs === 'number') return strategy;
  throw argTypeError(`graceMs of the strategy '${name}' must be a number of ms, or null`);
};
