// The contract of a strategy, which handles the requests of a server: one at a time (sequential.ts), many at once on the event
// loop (async.ts), or on threads or in processes (pool-strategy.ts). A mixin chooses the strategy for a class, and each server makes its own:
//
// - The server's constructor makes the strategy before it binds. The strategy must refuse unusable options there, and must
//   not open anything before `start`.
// - The server calls `start` before each serving. It submits requests only between `start` and the end of the serving; a
//   submitted request may go on after that.
// - The server calls `submit` for each admitted request, at once and in the order of arrival. Either `submit` handles the
//   request: then the request ends when `submit` returns or its promise settles, and the server takes no other request
//   meanwhile, unless `isConcurrent` is true. Or `submit` takes the request over: it sets `record.handedOver` and `record.abort`, returns, and reports the
//   end later, exactly once, by `end`, `fail` or `reject` of its server. An error thrown before that is the request's.
// - The server calls `record.abort` at most once, when the request's time is up or the server closes. The strategy must
//   end the request soon, whatever the handler does. The end counts as aborted, and a second end is ignored.
// - After `watch` the strategy must report the end of each request at once. Before `watch` it may report an end at the next
//   `submit` or `stats`.
// - The server calls `stop` once and awaits it, after the last request has ended or was aborted, even if `start` failed or
//   was never called. `stop` must release everything, whatever still runs.
//
// `graceMs` is how long `serverClose` waits if its caller does not say.
import { argTypeError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import type { MaybePromise } from '../basics.js';
import type { HandlerLike } from '../handler/handler-source.js';
import type { RunHandler } from '../handler/run-handler.js';
import type { HookedServer } from '../server/server-hooks.js';
import type { ErrorPhase } from '../server/request-errors.js';
import type { RequestEnd, RequestRecord } from '../server/request-ledger.js';
import type { PoolStats } from './pool-stats.js';

/** Handles the requests of one server. */
export interface Strategy<Request = unknown> {
  /** How long closing waits for requests, in ms; null waits until they have ended. */
  readonly graceMs: number | null;
  /** Whether the server takes further requests while promises of `submit` are pending; default false. */
  readonly isConcurrent?: boolean | undefined;
  /** Called before each serving: loads the handler and starts workers. `serveForever` rejects with the same error. */
  start(): Promise<void>;
  /**
   * Handles a request, or takes it over.
   * @param record - the record of the request; null for a request that the server has not taken itself
   */
  submit(
    request: Request,
    clientAddress: Address | null,
    record: RequestRecord | null,
  ): MaybePromise<void>;
  /** Makes the strategy report every end of a request at once from now on. */
  watch(): void;
  /** Reports all ends of requests, and returns the counts of workers; null for a strategy without workers. */
  stats(): PoolStats | null;
  /** Called after the last request: ends everything that the strategy has started. */
  stop(): Promise<void>;
}

/** A server as its strategy sees it. */
export interface StrategyServer<Request = unknown> {
  /** The server itself: its hooks, its address and its limits. */
  readonly server: HookedServer<Request>;
  /** The handler as it was given. */
  readonly handler: HandlerLike<Request>;
  /** Imports a handler that was given by its module into this thread; `server.handlerClass` is available afterwards. */
  loadHandler(): Promise<void>;
  /** Reports the end of a request that was handed over. */
  end(record: RequestRecord, end: RequestEnd): void;
  /** Reports that a request has ended with an error, or because its client went away. */
  fail(request: Request, record: RequestRecord, error: unknown, phase: ErrorPhase): void;
  /** Refuses a request that no handler has begun, and closes it. */
  reject(request: Request, record: RequestRecord, reason: string): void;
  /** Calls `closeRequest` in the request's own asynchronous context. */
  close(request: Request, record: RequestRecord): void;
  /** Starts the timer of a request anew, or stops it (null). After `timeoutMs` it calls `onLate`, which by default aborts the request. */
  limit(record: RequestRecord, timeoutMs: number | null, onLate?: () => void): void;
  /** Asks a request to stop. */
  abort(record: RequestRecord, reason: string): void;
  /** Publishes an error that belongs to no request. */
  publishError(error: unknown, phase: ErrorPhase): void;
  /** Makes the server take no further request until `resume` with the same reason. */
  pause(reason: string): void;
  resume(reason: string): void;
}

/** A kind of strategy, which a mixin chooses. */
export interface StrategyKind<Options extends object = object> {
  /** The value of `server.strategy`. */
  readonly name: string;
  /** The names of its options, which the server's constructor takes in addition to its own. */
  readonly optionNames: readonly (keyof Options & string)[];
  /** How the server's `finishRequest` runs a handler; default: {@link runHandler}. */
  readonly runHandler?: RunHandler | undefined;
  /** Makes the strategy of one server. @throws what the server's constructor throws */
  create(server: StrategyServer, options: Options): Strategy;
}

// Strategies may be written by users, and a missing method would otherwise fail only during a request.

const CALLS = ['start', 'submit', 'watch', 'stats', 'stop'] as const satisfies (keyof Strategy)[];

/**
 * Checks the kind of strategy that a mixin chose.
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
 * Makes the strategy of a server, and checks what `create` returns.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const createStrategy = <Request>(
  kind: StrategyKind,
  side: StrategyServer<Request>,
  options: object,
): Strategy<Request> => {
  // A kind of strategy serves requests of every type.
  const strategy = kind.create(side as unknown as StrategyServer, options) as Strategy<Request>;
  const { name } = kind;
  const missing = CALLS.find((call) => typeof (strategy ?? {})[call] !== 'function');
  if (missing !== undefined)
    throw argTypeError(`create() of the strategy '${name}' must give an object with ${missing}()`);
  const { graceMs } = strategy;
  if (graceMs === null || typeof graceMs === 'number') return strategy;
  throw argTypeError(`graceMs of the strategy '${name}' must be a number of ms, or null`);
};
