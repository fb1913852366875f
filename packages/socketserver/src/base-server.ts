// The life cycle of all servers: idle, serving, stopping, closed. The hooks are server-hooks.ts, the
// waiting is accept-loop.ts, one request's way is request-taker.ts; strategies override processRequest
// and the protected methods at the end.
import { closedError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import { AcceptLoop } from './accept-loop.js';
import type { Taken } from './accept-loop.js';
import { Accepting } from './accepting.js';
import type { HandlerClass, HandlerLike } from './handler-source.js';
import { checkHandler, isReference, loadHandler } from './load-handler.js';
import { RequestLedger } from './request-ledger.js';
import type { RequestEnd, RequestRecord, Straggler } from './request-ledger.js';
import { RequestTaker } from './request-taker.js';
import { alreadyServing, handlerNotLoaded, notInstantiable } from './server-misuse.js';
import { publish } from './server-events.js';
import { ServerHooks } from './server-hooks.js';
import { whileAlive } from './while-alive.js';
import type { CloseOptions, CloseReport, ServeOptions, ServerState } from './server-life.js';
import { checkLimits, checkTime } from './server-options.js';
import type { Limits, ServerOptions } from './server-options.js';
import { Counters } from './server-stats.js';
import type { ServerStats } from './server-stats.js';

const ABORT_GRACE_MS = 1000;

/**
 * The base of all servers; cannot be instantiated itself. Serving is asynchronous on every strategy:
 * `serveForever`, `handleRequest`, `shutdown` and `serverClose` return promises.
 * Source: CPython Lib/socketserver.py, BaseServer.
 */
export abstract class BaseServer<Request = unknown> extends ServerHooks<Request> {
  readonly context: unknown;
  /** How long `handleRequest` waits, in ms; null for ever. */
  timeoutMs: number | null;
  /** The limits in force. */
  readonly limits: Limits;
  protected readonly handlerLike: HandlerLike<Request>;
  protected readonly ledger = new RequestLedger((record, end) => this.#ended(record, end));
  protected readonly taker: RequestTaker<Request>;

  readonly #counters = new Counters();
  readonly #accepting = new Accepting(this, this.#counters, (open) => this.#loop?.setOpen(open));
  #handlerClass: HandlerClass<Request> | null = null;
  #loop: AcceptLoop | null = null;
  #closing: Promise<CloseReport> | null = null;
  #state: ServerState = 'idle';

  constructor(handler: HandlerLike<Request>, options: ServerOptions, isStream: boolean) {
    super();
    if (new.target === BaseServer) throw notInstantiable();
    this.handlerLike = checkHandler(handler);
    if (!isReference(this.handlerLike)) this.#handlerClass = this.handlerLike;
    this.context = options.context;
    const { timeoutMs } = this.constructor as typeof BaseServer;
    this.timeoutMs = checkTime(options.timeoutMs ?? timeoutMs, 'timeoutMs');
    this.limits = checkLimits(options, isStream);
    this.taker = new RequestTaker(this, this.ledger, this.#counters);
  }

  get state(): ServerState {
    return this.#state;
  }

  override get handlerClass(): HandlerClass<Request> {
    if (this.#handlerClass !== null) return this.#handlerClass;
    throw handlerNotLoaded();
  }

  /**
   * Serves until `shutdown()`, `serverClose()` or the signal; resolves when the last request that runs
   * here has ended.
   * @throws {TypeError} ERR_FDSET_ALREADY_SERVING, ERR_FDSET_CLOSED, ERR_FDSET_HANDLER_SOURCE
   */
  async serveForever({ signal, pollIntervalMs = 500 }: ServeOptions = {}): Promise<void> {
    const stop = (): void => void this.shutdown();
    if (signal?.aborted) return;
    const isOverridden = this.serviceActions !== ServerHooks.prototype.serviceActions;
    const timer = isOverridden ? setInterval(() => this.#service(), pollIntervalMs) : null;
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await this.#run(Infinity);
    } finally {
      if (timer !== null) clearInterval(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  /**
   * Handles one request, or calls `handleTimeout` when none came within `timeoutMs`.
   * @throws as {@link serveForever}
   */
  async handleRequest(): Promise<void> {
    const taken = await this.#run(1, this.timeoutMs);
    if (taken === 0 && !this.#is('closed')) this.handleTimeout();
  }

  /**
   * Takes no further request; requests under way go on. Resolves once the loop has stopped, at once if
   * none runs. May be called from anywhere, a handler included.
   */
  async shutdown(): Promise<void> {
    if (this.#state !== 'serving') return;
    this.#state = 'stopping';
    this.#loop?.stop();
  }

  /**
   * Closes the server: stops accepting at once, waits for requests under way up to `graceMs`, then
   * aborts what is left and says which. A second call gives the first one's result.
   */
  serverClose(options: CloseOptions = {}): Promise<CloseReport> {
    if (this.#closing !== null) return this.#closing;
    const { graceMs = this.defaultGraceMs } = options;
    checkTime(graceMs, 'graceMs');
    void this.shutdown();
    this.#state = 'closed';
    this.#accepting.close();
    this.closeListener();
    this.#closing = whileAlive(this.#drain(graceMs));
    return this.#closing;
  }

  /**
   * Makes all requests under way stop soon: their connections are shut down, and what runs elsewhere
   * is ended if that does not help. Returns which they were.
   */
  abortRequests(reason = 'abortRequests'): Straggler[] {
    return this.ledger.abortAll(reason);
  }

  /** `await using server = ...`: `serverClose()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.serverClose();
  }

  /** What the server has done so far. */
  stats(): ServerStats {
    const crew = this.crewStats();
    return this.#counters.snapshot(this.ledger.size, crew);
  }

  /** Pauses accepting; connections wait in the kernel's queue. Any number of reasons may hold at once. */
  protected pauseAccepting(reason: string, error: unknown = null): void {
    this.#accepting.pause(reason, error);
  }

  /** Takes back what {@link pauseAccepting} said. */
  protected resumeAccepting(reason: string): void {
    this.#accepting.resume(reason);
  }

  /** Closes what the server listens on; idempotent. */
  protected closeListener(): void {}

  /** Before the first request: loads the handler, starts what has to run. Called before each serving. */
  protected async startHosts(): Promise<void> {
    if (this.#handlerClass === null && isReference(this.handlerLike))
      this.#handlerClass = await loadHandler<Request>(this.handlerLike);
  }

  /** After the last request. */
  protected async stopHosts(): Promise<void> {}

  /** How long closing waits for requests when the caller did not say; null until they have ended. */
  protected get defaultGraceMs(): number | null {
    return null;
  }

  async #run(limit: number, timeoutMs: number | null = null): Promise<number> {
    if (this.#state === 'closed') throw closedError('server');
    if (this.#state !== 'idle') throw alreadyServing();
    this.#state = 'serving';
    this.#accepting.prepare();
    let timer: NodeJS.Timeout | null = null;
    try {
      await this.startHosts();
      if (!this.#is('serving')) return 0;
      const source = {
        fileno: () => this.fileno(),
        take: () => this.#take(),
        afterBatch: () => this.#service(),
      };
      this.#loop = new AcceptLoop(source, limit);
      const running = this.#loop.run(this.#accepting.isOpen);
      // Counted from when a request would be noticed: hosts may have had to start first.
      if (timeoutMs !== null) timer = setTimeout(() => this.#loop?.stop(), timeoutMs);
      return await running;
    } finally {
      if (timer !== null) clearTimeout(timer);
      this.#loop = null;
      if (!this.#is('closed')) this.#state = 'idle';
      this.#finishRest();
    }
  }

  // A function: the state changes while something is awaited.
  #is(state: ServerState): boolean {
    return this.#state === state;
  }

  #take(): Taken {
    let taken: [Request, Address | null] | null;
    try {
      taken = this.getRequest();
    } catch (error) {
      this.#accepting.failed(error);
      return 'taken';
    }
    if (taken === null) return 'none';
    this.#accepting.succeeded();
    const result = this.taker.take(...taken);
    const { maxConnections } = this.limits;
    if (maxConnections !== null && this.ledger.size >= maxConnections)
      this.pauseAccepting('maxConnections');
    return result;
  }

  #ended(record: RequestRecord, end: RequestEnd): void {
    this.#counters.ends[end]++;
    const { id, clientAddress, startedAt, abortReason } = record;
    const durationMs = performance.now() - startedAt;
    publish('fdset:server:request:end', () => {
      return { server: this, id, clientAddress, end, durationMs, abortReason };
    });
    this.#accepting.released();
    const { maxConnections } = this.limits;
    if (maxConnections !== null && this.ledger.size < maxConnections)
      this.resumeAccepting('maxConnections');
  }

  // Hosts do not keep the process alive, what they work on does.
  #finishRest(): void {
    this.watchEnds();
    if (this.defaultGraceMs === null) void whileAlive(this.ledger.whenEmpty(null));
  }

  #service(): void {
    if (this.#state === 'serving') this.serviceActions();
  }

  async #drain(graceMs: number | null): Promise<CloseReport> {
    this.watchEnds();
    const emptied = await this.ledger.whenEmpty(graceMs);
    const aborted = emptied ? [] : this.ledger.abortAll('serverClose');
    if (!emptied) await this.ledger.whenEmpty(ABORT_GRACE_MS);
    await this.stopHosts();
    publish('fdset:server:close', () => ({ server: this }));
    return { aborted };
  }
}
