// The life cycle of all servers: idle, serving, stopping, closed. The hooks are server-hooks.ts, one
// serving is serving-turn.ts, one request's way is request-taker.ts.
import type { AsyncResource } from 'node:async_hooks';
import { checkOptionNames, closedError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import { hearAbort } from './abort-listeners.js';
import type { Taken } from './accept-loop.js';
import { Accepting } from './accepting.js';
import type { HandlerClass, HandlerLike } from './handler-source.js';
import { checkHandler, isReference, loadHandler, plainClass } from './load-handler.js';
import { Readiness } from './readiness.js';
import { ABORT_GRACE_MS, RequestLedger } from './request-ledger.js';
import type { RequestEnd, RequestRecord, Straggler } from './request-ledger.js';
import { requestContext } from './request-context.js';
import { RequestTaker } from './request-taker.js';
import { alreadyServing, handlerNotLoaded, notInstantiable } from './server-misuse.js';
import { publish } from './server-events.js';
import { ServerHooks } from './server-hooks.js';
import { callActions, hasActions } from './service-actions.js';
import { ServiceTimer } from './service-timer.js';
import { ServingTurn } from './serving-turn.js';
import type { ServingSource } from './serving-turn.js';
import { whileAlive } from './while-alive.js';
import { checkGrace, checkServeOptions } from './server-life.js';
import type { CloseOptions, CloseReport, ServeOptions, ServerState } from './server-life.js';
import { ALIKE, checkLimits, checkTime } from './server-options.js';
import type { Limits, ServerOptions } from './server-options.js';
import { Counters } from './server-stats.js';
import type { ServerStats } from './server-stats.js';

/**
 * The base of all servers; cannot be instantiated itself. All that serves returns promises.
 * Source: CPython Lib/socketserver.py, BaseServer.
 */
export abstract class BaseServer<Request = unknown> extends ServerHooks<Request> {
  readonly context: unknown;
  /** How long `handleRequest` waits, in ms; null for ever. */
  timeoutMs: number | null;
  readonly limits: Limits;
  protected readonly handlerLike: HandlerLike<Request>;
  protected readonly ledger = new RequestLedger((record, end) => this.#ended(record, end));
  protected readonly taker: RequestTaker<Request>;

  readonly #ready = new Readiness();
  readonly #counters = new Counters();
  readonly #accepting = new Accepting(this, this.#counters, (open) => this.#turn?.setOpen(open));
  #handlerClass: HandlerClass<Request> | null = null;
  #turn: ServingTurn | null = null;
  #closing: Promise<CloseReport> | null = null;
  #ending: Promise<unknown> = Promise.resolve();
  #state: ServerState = 'idle';
  #shutdowns = 0;

  constructor(handler: HandlerLike<Request>, options: ServerOptions, isStream: boolean) {
    super();
    if (isAbstract(new.target)) throw notInstantiable();
    this.handlerLike = checkHandler(handler);
    if (!isReference(this.handlerLike)) this.#handlerClass = plainClass(this.handlerLike);
    const { name, optionNames, timeoutMs } = this.constructor as typeof BaseServer;
    checkOptionNames(options, optionNames, name || 'the server', ALIKE);
    this.context = options.context;
    this.timeoutMs = checkTime(options.timeoutMs ?? timeoutMs, 'timeoutMs');
    this.limits = checkLimits(options, isStream);
    this.taker = new RequestTaker(this, this.ledger, this.#counters);
  }

  get state(): ServerState {
    return this.#state;
  }

  /**
   * Resolves once a serving has its handler loaded and its threads or processes there; asking begins nothing. Rejects with what
   * `serveForever` throws then, or ERR_FDSET_CLOSED. Nobody has to listen to it. After a failure the next serving has another.
   */
  get ready(): Promise<void> {
    return this.#ready.promise;
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
  async serveForever(options: ServeOptions = {}): Promise<void> {
    const { signal, pollIntervalMs } = checkServeOptions(options);
    if (signal?.aborted) return;
    const stop = (): void => void this.shutdown();
    using actions = new ServiceTimer(() => this.#service(), stop);
    if (hasActions(this)) actions.start(pollIntervalMs);
    const unhear = signal && hearAbort(signal, stop);
    try {
      await this.#run(Infinity);
    } finally {
      unhear?.();
    }
    actions.rethrow();
  }

  /** Handles one request, or calls `handleTimeout` when none came within `timeoutMs`. */
  async handleRequest(): Promise<void> {
    const isLate = await this.#run(1, checkTime(this.timeoutMs, 'timeoutMs'));
    if (isLate && !this.#is('closed')) await (this.handleTimeout() as unknown);
  }

  /**
   * Takes no further request; requests under way go on, and serving again waits for those that run here.
   * Resolves once the server is idle or only such a request is left: a handler may call it as well.
   */
  async shutdown(): Promise<void> {
    this.#shutdowns++;
    if (this.#state !== 'serving') return;
    this.#state = 'stopping';
    if (this.#turn?.stop() === true) await this.#ending;
  }

  /**
   * Closes the server: stops accepting at once, waits for requests under way up to `graceMs`, then
   * aborts what is left and says which. A second call gives the first one's result.
   */
  serverClose(options: CloseOptions = {}): Promise<CloseReport> {
    if (this.#closing !== null) return this.#closing;
    const graceMs = checkGrace(options, this.defaultGraceMs);
    void this.shutdown();
    this.#state = 'closed';
    this.#ready.close();
    this.#accepting.close();
    this.closeListener();
    this.#closing = whileAlive(this.#drain(graceMs));
    return this.#closing;
  }

  /**
   * Makes all requests under way stop soon: what runs elsewhere is ended, the connections of what runs
   * here are shut down. Returns which they were.
   */
  abortRequests(reason = 'abortRequests'): Straggler[] {
    return this.ledger.abortAll(reason);
  }

  /** What the server has done. */
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

  /** Before the first request: loads the handler, starts what has to run. Called before each serving. */
  protected async startHosts(): Promise<void> {
    if (this.#handlerClass === null && isReference(this.handlerLike))
      this.#handlerClass = await loadHandler<Request>(this.handlerLike);
  }

  // Resolves to whether the time was up before a request came.
  async #run(limit: number, timeoutMs: number | null = null): Promise<boolean> {
    const shutdowns = this.#shutdowns;
    while (this.#is('stopping')) await this.#ending;
    if (this.#shutdowns !== shutdowns) return false;
    if (this.#is('closed')) throw closedError('server');
    if (!this.#is('idle')) throw alreadyServing();
    this.#state = 'serving';
    this.#accepting.prepare();
    this.#turn = new ServingTurn(this.#source(), limit);
    const running = this.#turn.run(timeoutMs).finally(() => this.#served());
    this.#ending = running.catch(() => {});
    return running;
  }

  #source(): ServingSource {
    return {
      fileno: () => this.fileno(),
      start: () => this.#ready.follow(() => this.startHosts()),
      isOpen: () => this.#accepting.isOpen,
      take: () => {
        const context = requestContext();
        return context.runInAsyncScope(() => this.#take(context));
      },
      afterBatch: () => this.#service(),
    };
  }

  // Hosts do not keep the process alive, what they work on does.
  #served(): void {
    this.#turn = null;
    if (!this.#is('closed')) this.#state = 'idle';
    this.watchEnds();
    if (this.defaultGraceMs === null) void whileAlive(this.ledger.whenEmpty(null));
  }

  // A function: the state changes while something is awaited.
  readonly #is = (state: ServerState): boolean => this.#state === state;

  #take(context: AsyncResource): Taken {
    let taken: [Request, Address | null] | null;
    try {
      taken = this.getRequest();
    } catch (error) {
      this.#accepting.failed(error);
      return 'taken';
    }
    if (taken === null) return 'none';
    this.#accepting.succeeded();
    const result = this.taker.take(...taken, context);
    const { maxConnections } = this.limits;
    if (maxConnections !== null && this.ledger.size >= maxConnections)
      this.pauseAccepting('maxConnections');
    return result;
  }

  #ended(record: RequestRecord, end: RequestEnd): void {
    this.taker.ended(record, end);
    this.#accepting.released();
    const { maxConnections } = this.limits;
    if (maxConnections !== null && this.ledger.size < maxConnections)
      this.resumeAccepting('maxConnections');
  }

  #service(): void {
    if (this.#is('serving')) callActions(this, (error) => this.#turn?.fail(error));
  }

  async #drain(graceMs: number | null): Promise<CloseReport> {
    this.watchEnds();
    const aborted = this.ledger.noteAborts();
    if (!(await this.ledger.whenEmpty(graceMs))) await this.ledger.abortAndWait(ABORT_GRACE_MS);
    await this.stopHosts();
    this.closeAnswering();
    this.#turn?.letGo();
    publish('fdset:server:close', () => ({ server: this }));
    return { aborted: [...aborted.values()] };
  }
}

// Outside of the class: one that names itself is renamed by the bundler, and shows itself as `_BaseServer`.
const isAbstract = (made: unknown): boolean => made === BaseServer;
