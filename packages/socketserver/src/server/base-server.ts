// The life cycle of all servers: idle, serving, stopping, closed. server-hooks.ts has the hooks, serving-turn.ts one
// serving, request-taker.ts the path of one request.
import { checkOptionNames, closedError, heedAbort } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import type { MaybePromise } from '../basics.js';
import type { HandlerClass, HandlerLike, HandlerReference } from '../handler/handler-source.js';
import { checkHandler, classOf, loadHandler } from '../handler/load-handler.js';
import { sequential } from '../strategy/sequential.js';
import { createStrategy } from '../strategy/strategy.js';
import type { Strategy, StrategyKind } from '../strategy/strategy.js';
import { checkTls } from '../transport/tls-options.js';
import { noTransport } from '../transport/transport.js';
import type { RequestKind, Transport } from '../transport/transport.js';
import { RequestDesk, strategyServer } from './request-desk.js';
import type { Straggler } from './request-ledger.js';
import { publish } from './server-events.js';
import { ServerHooks } from './server-hooks.js';
import {
  alreadyServing,
  checkGrace,
  checkServeOptions,
  handlerNotLoaded,
  notInstantiable,
  Readiness,
} from './server-life.js';
import type { CloseOptions, CloseReport, ServeOptions, ServerState } from './server-life.js';
import { checkLimits, checkTime, OPTION_SYNONYMS } from './server-options.js';
import type { Limits, ServerOptions } from './server-options.js';
import { ServerSelector } from './server-selector.js';
import type { ServerStats } from './server-stats.js';
import { callActions, hasActions, ServiceTimer, ServingTurn } from './serving-turn.js';
import type { ServingSource } from './serving-turn.js';
import { keepProcessAlive } from './until-aborted.js';

/**
 * The abstract base of all servers. The methods that serve return promises.
 * Source: CPython Lib/socketserver.py, BaseServer.
 */
export abstract class BaseServer<Request = unknown> extends ServerHooks<Request> {
  /** The strategy that handles requests; a mixin chooses another one. */
  static readonly strategyKind: StrategyKind = sequential;
  readonly context: unknown;
  /** How long `handleRequest` waits, in ms; null waits for ever. */
  timeoutMs: number | null;
  readonly limits: Limits;
  readonly tls: ServerOptions['tls'];
  protected readonly options: ServerOptions;
  /** The source of requests. */
  protected transport: Transport<Request> = noTransport;
  /** The strategy of this server. */
  protected readonly handling: Strategy<Request>;
  protected readonly selector: ServerSelector;

  readonly #desk = new RequestDesk<Request>(
    this,
    () => this.transport,
    (open) => this.#turn?.setOpen(open),
  );
  readonly #ready = new Readiness();
  #handlerClass: HandlerClass<Request> | null = null;
  #turn: ServingTurn | null = null;
  #closing: Promise<CloseReport> | null = null;
  #ending: Promise<unknown> = Promise.resolve();
  #state: ServerState = 'idle';
  #shutdowns = 0;

  constructor(handler: HandlerLike<Request>, options: ServerOptions, kind: RequestKind) {
    super();
    if (isAbstract(new.target)) throw notInstantiable();
    const checked = checkHandler(handler);
    const { name, optionNames, timeoutMs, strategyKind } = this.constructor as typeof BaseServer;
    checkOptionNames(options, optionNames, name || 'the server', OPTION_SYNONYMS);
    this.options = options;
    this.context = options.context;
    this.timeoutMs = checkTime(options.timeoutMs ?? timeoutMs, 'timeoutMs');
    this.limits = checkLimits(options, kind);
    this.tls = checkTls(options.tls, kind);
    this.#handlerClass = classOf(checked, this.tls);
    this.selector = new ServerSelector(options.selector);
    const load = (): Promise<void> => this.#load(checked as HandlerReference);
    const side = strategyServer({ server: this, handler: checked, loadHandler: load }, this.#desk);
    this.handling = createStrategy(strategyKind, side, options);
  }

  get state(): ServerState {
    return this.#state;
  }

  /**
   * Resolves when a serving has loaded the handler and started its workers; reading it starts nothing. Rejects with the error
   * of `serveForever` or ERR_FDSET_CLOSED, which need not be handled. After a failure the next serving makes a new promise.
   */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  override get handlerClass(): HandlerClass<Request> {
    if (this.#handlerClass !== null) return this.#handlerClass;
    throw handlerNotLoaded();
  }

  /**
   * Serves until `shutdown()`, `serverClose()` or the signal. Resolves when the last request that runs in this thread
   * has ended.
   * @throws {TypeError} ERR_FDSET_ALREADY_SERVING, ERR_FDSET_CLOSED, ERR_FDSET_HANDLER_SOURCE
   */
  async serveForever(options: ServeOptions = {}): Promise<void> {
    const { signal, pollIntervalMs } = checkServeOptions(options);
    if (signal?.aborted) return;
    const stop = (): void => void this.shutdown();
    using actions = new ServiceTimer(() => this.#service(), stop);
    if (hasActions(this)) actions.start(pollIntervalMs);
    const ignoreSignal = signal && heedAbort(signal, stop);
    try {
      await this.#run(Infinity);
    } finally {
      ignoreSignal?.();
    }
    actions.rethrow();
  }

  /** Handles one request, or calls `handleTimeout` when none came within `timeoutMs`. */
  async handleRequest(): Promise<void> {
    const isLate = await this.#run(1, checkTime(this.timeoutMs, 'timeoutMs'));
    if (isLate && !this.#is('closed')) await (this.handleTimeout() as unknown);
  }

  /**
   * Takes no further request. Requests under way go on, and the next serving waits for the ones in this thread.
   * Resolves when the server is idle, or at once while a request runs in this thread: its handler may await it.
   */
  async shutdown(): Promise<void> {
    this.#shutdowns++;
    if (this.#state !== 'serving') return;
    this.#state = 'stopping';
    if (this.#turn?.stop() === true) await this.#ending;
  }

  /**
   * Closes the server: stops accepting at once, waits up to `graceMs` for requests under way, then aborts the rest and
   * reports them. A second call returns the result of the first.
   */
  serverClose(options: CloseOptions = {}): Promise<CloseReport> {
    if (this.#closing !== null) return this.#closing;
    const graceMs = checkGrace(options, this.handling.graceMs);
    void this.shutdown();
    this.#state = 'closed';
    this.#ready.close();
    this.#desk.accepting.close();
    this.transport.closeListener();
    this.selector.close();
    // Requests under way may have to answer over the server's socket.
    if (this.#desk.ledger.size === 0) this.transport.closeAnswering();
    this.#closing = keepProcessAlive(this.#drain(graceMs));
    return this.#closing;
  }

  /**
   * Makes all requests under way stop soon, and returns which they were. Workers that have one are ended; connections
   * that are handled in this thread are shut down.
   */
  abortRequests(reason = 'abortRequests'): Straggler[] {
    return this.#desk.ledger.abortAll(reason);
  }

  override processRequest(request: Request, clientAddress: Address | null): MaybePromise<void> {
    return this.handling.submit(request, clientAddress, this.#desk.taker.recordOf(request) ?? null);
  }

  /** The name of the strategy: `sequential`, `async`, `thread`, `process`, or the name that a mixin chose. */
  get strategy(): string {
    return (this.constructor as typeof BaseServer).strategyKind.name;
  }

  /** The server's counters. */
  stats(): ServerStats {
    return this.#desk.counters.snapshot(this.handling.stats(), this.#desk.ledger.size);
  }

  /** Closes the server after a failure in a constructor, even if `serverClose` of an unfinished subclass fails. */
  protected abandon(): void {
    try {
      this.serverClose().catch(() => {});
    } catch {
      // The caller gets the constructor's own error.
    }
    this.transport.closeListener();
    this.transport.closeAnswering();
  }

  async #load(reference: HandlerReference): Promise<void> {
    this.#handlerClass ??= await loadHandler(reference, this.tls);
  }

  // Resolves to true when the time-out ended before a request came.
  async #run(limit: number, timeoutMs: number | null = null): Promise<boolean> {
    const shutdowns = this.#shutdowns;
    while (this.#is('stopping')) await this.#ending;
    if (this.#shutdowns !== shutdowns) return false;
    if (this.#is('closed')) throw closedError('server');
    if (!this.#is('idle')) throw alreadyServing();
    this.#state = 'serving';
    this.#desk.accepting.prepare();
    this.#turn = new ServingTurn(this.#source(), limit);
    const running = this.#turn.run(timeoutMs).finally(() => this.#onServed());
    this.#ending = running.catch(() => {});
    return running;
  }

  #source(): ServingSource {
    return {
      fileno: () => this.fileno(),
      isConcurrent: this.handling.isConcurrent === true,
      watch: (listener) => this.selector.watch(this, listener),
      start: () => this.#ready.follow(() => this.handling.start()),
      isOpen: () => this.#desk.accepting.isOpen,
      take: () => this.#desk.take(),
      afterBatch: () => this.#service(),
    };
  }

  // Idle workers do not keep the process alive, but requests that workers handle do.
  #onServed(): void {
    this.#turn = null;
    if (!this.#is('closed')) this.#state = 'idle';
    this.handling.watch();
    if (this.handling.graceMs === null) void keepProcessAlive(this.#desk.ledger.whenEmpty(null));
  }

  // A function, because TypeScript would narrow the property although its value changes during an await.
  readonly #is = (state: ServerState): boolean => this.#state === state;

  #service(): void {
    if (this.#is('serving')) callActions(this, (error) => this.#turn?.fail(error));
  }

  async #drain(graceMs: number | null): Promise<CloseReport> {
    this.handling.watch();
    const aborted = this.#desk.ledger.noteAborts();
    await this.#desk.ledger.drain(graceMs);
    await this.handling.stop();
    this.transport.closeAnswering();
    this.#turn?.giveUp();
    publish('fdset:server:close', () => ({ server: this }));
    return { aborted: [...aborted.values()] };
  }
}

// This is outside of the class because the bundler renames a class that refers to itself, to `_BaseServer`.
const isAbstract = (made: unknown): boolean => made === BaseServer;
