// The words of a server's life cycle; base-server.ts lives it.
import { argTypeError, checkOptionNames } from '@fdset/posix';
import type { BaseServer } from './base-server.js';
import type { Straggler } from './request-ledger.js';
import { checkTime } from './server-options.js';

/** Where a server is in its life. */
export type ServerState = 'idle' | 'serving' | 'stopping' | 'closed';

/** Options of {@link BaseServer.serveForever}. */
export interface ServeOptions {
  /** Ends the serving as `shutdown()` does; the promise then resolves. */
  readonly signal?: AbortSignal | undefined;
  /** How often `serviceActions` is called, if it is overridden; default 500. Else nothing wakes up. */
  readonly pollIntervalMs?: number | undefined;
}

const POLL_INTERVAL_MS = 500;

/**
 * Checks what `serveForever` was given.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkServeOptions = (options: ServeOptions) => {
  checkOptionNames(options, ['signal', 'pollIntervalMs'], 'serveForever');
  const { signal, pollIntervalMs } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== 'function')
    throw argTypeError('signal must be an AbortSignal');
  const checked = checkTime(pollIntervalMs ?? null, 'pollIntervalMs') ?? POLL_INTERVAL_MS;
  return { signal, pollIntervalMs: checked };
};

/** Options of {@link BaseServer.serverClose}. */
export interface CloseOptions {
  /** How long requests under way may go on, in ms; null (default) until they have ended. */
  readonly graceMs?: number | null | undefined;
}

/**
 * Checks what `serverClose` was given; `usual` is the grace of one that says nothing of it.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkGrace = (options: CloseOptions, usual: number | null): number | null => {
  checkOptionNames(options, ['graceMs'], 'serverClose');
  const { graceMs = usual } = options;
  return checkTime(graceMs, 'graceMs');
};

/** What {@link BaseServer.serverClose} resolves to. */
export interface CloseReport {
  /** The requests that were aborted: when the grace was over, by `abortRequests`, or by `requestTimeoutMs` meanwhile. */
  readonly aborted: readonly Straggler[];
}

/** What any server offers, whatever its requests are. */
export type AnyServer = Pick<
  BaseServer,
  | typeof Symbol.asyncDispose
  | 'abortRequests'
  | 'context'
  | 'fileno'
  | 'limits'
  | 'ready'
  | 'serverAddress'
  | 'serverClose'
  | 'shutdown'
  | 'state'
  | 'stats'
>;
