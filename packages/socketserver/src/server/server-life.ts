// The states, options, reports and errors of a server's life cycle, which base-server.ts implements.
import { argTypeError, checkAbortSignal, checkOptionNames, closedError } from '@fdset/posix';
import type { Straggler } from './request-ledger.js';
import { checkTime } from './server-options.js';

/** The state of a server. */
export type ServerState = 'idle' | 'serving' | 'stopping' | 'closed';

/** Options of {@link BaseServer.serveForever}. */
export interface ServeOptions {
  /** An abort of this signal ends the serving as `shutdown()` does; the promise then resolves. */
  readonly signal?: AbortSignal | undefined;
  /** How often `serviceActions` is called if it is overridden, in ms; default 500. If it is not, there is no timer. */
  readonly pollIntervalMs?: number | undefined;
}

const POLL_INTERVAL_MS = 500;

/**
 * Checks the options of `serveForever`.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkServeOptions = (options: ServeOptions) => {
  checkOptionNames(options, ['signal', 'pollIntervalMs'], 'serveForever');
  const { signal, pollIntervalMs } = options;
  checkAbortSignal(signal, 'signal');
  const checked = checkTime(pollIntervalMs ?? null, 'pollIntervalMs') ?? POLL_INTERVAL_MS;
  return { signal, pollIntervalMs: checked };
};

/** Options of {@link BaseServer.serverClose}. */
export interface CloseOptions {
  /** How long requests under way may go on, in ms; null (default) waits until they have ended. */
  readonly graceMs?: number | null | undefined;
}

/**
 * Checks the options of `serverClose`; `usual` is the default of `graceMs`.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkGrace = (options: CloseOptions, usual: number | null): number | null => {
  checkOptionNames(options, ['graceMs'], 'serverClose');
  const { graceMs = usual } = options;
  return checkTime(graceMs, 'graceMs');
};

/** The result of {@link BaseServer.serverClose}. */
export interface CloseReport {
  /** The requests that were aborted while the server closed: at the end of `graceMs`, by `abortRequests`, or by `requestTimeoutMs`. */
  readonly aborted: readonly Straggler[];
}

// Errors of misuse.

export const notInstantiable = (): TypeError =>
  argTypeError('BaseServer cannot be instantiated: extend it, or use TCPServer and its like');

export const alreadyServing = (): TypeError =>
  argTypeError(
    'the server is serving already: await its shutdown() first',
    'ERR_FDSET_ALREADY_SERVING',
  );

export const listenerClosed = (): TypeError =>
  argTypeError(
    'the socket of the server was closed while it served: end a server with serverClose()',
    'ERR_FDSET_CLOSED',
  );

export const handlerNotLoaded = (): TypeError =>
  argTypeError('the handler was given by its module, and is loaded only when the server serves');

// A promise is truthy, so an async verifyRequest would admit every request.
export const asyncVerify = (): TypeError =>
  argTypeError(
    'verifyRequest must not be async: return true or false, and ask what takes time in setup() of the handler',
  );

/** The promise behind `server.ready`. An unhandled rejection of it is no error. */
export class Readiness {
  #promise!: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  #hasFailed = false;

  constructor() {
    this.#renew();
  }

  /** The promise of the last attempt to start, or of the next one. */
  get promise(): Promise<void> {
    return this.#promise;
  }

  /** Settles the promise as `start` settles; after `close` this has no effect. */
  async follow(start: () => Promise<void>): Promise<void> {
    if (this.#hasFailed) this.#renew();
    try {
      await start();
      this.#resolve();
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** Rejects the promise: a closed server never becomes ready. */
  close(): void {
    this.#fail(closedError('server'));
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.#reject(error);
  }

  #renew(): void {
    this.#hasFailed = false;
    this.#promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // The promise of serveForever or handleRequest rejects with the same error.
    this.#promise.catch(() => {});
  }
}
