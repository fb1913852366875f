// The words of a server's life cycle; base-server.ts lives it.
import { argTypeError, checkOptionNames, closedError } from '@fdset/posix';
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

// What servers say to programs that ask for what cannot be.

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

// A promise is true, whatever it comes to.
export const asyncVerify = (): TypeError =>
  argTypeError(
    'verifyRequest must not be async: return true or false, and ask what takes time in setup() of the handler',
  );

// `server.ready`: a promise that is kept at the first serving whose handler and workers are there.

/** One promise at a time; nobody has to listen to it. */
export class Readiness {
  #promise!: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  #hasFailed = false;

  constructor() {
    this.#renew();
  }

  /** That of the last attempt, or of the one to come. */
  get promise(): Promise<void> {
    return this.#promise;
  }

  /** Settles as `start` does; after `close` nothing changes that any more. */
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

  /** The server was closed: it will not be ready any more. */
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
    // Who serves hears of it anyway.
    this.#promise.catch(() => {});
  }
}
