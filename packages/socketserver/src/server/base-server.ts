// The life cycle of all servers: idle, serving, stopping, closed. The hooks are server-hooks.ts, one
// serving is serving-turn.ts, one request's way is request-taker.ts.
import { checkOptionNames, closedError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import type { MaybePromise } from '../basics.js';
import type { HandlerClass, HandlerLike } from '../handler/handler-source.js';
import { checkHandler, isReference, loadHandler, plainClass } from '../handler/load-handler.js';
import { sequential } from '../strategy/sequential.js';
import { checkStrategy } from '../strategy/strategy.js';
import type { Strategy, StrategyKind, StrategyServer } from '../strategy/strategy.js';
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
import { ALIKE, checkLimits, checkTime } from './server-options.js';
import type { Limits, ServerOptions } from './server-options.js';
import { ServerSelector } from './server-selector.js';
import type { ServerStats } from './server-stats.js';
import { callActions, hasActions, ServiceTimer, ServingTurn } from './serving-turn.js';
import type { ServingSource } from './serving-turn.js';
import { hearAbort, whileAlive } from './until-aborted.js';

/**
 * The base of all servers; cannot be instantiated itself. All that serves returns promises.
 * Source: CPython Lib/socketserver.py, BaseServer.
 */
export abstract class BaseServer<Request = unknown> extends ServerHooks<Request> {
  /** How requests are handled; a mixin chooses another. */
  static readonly strategyKind: StrategyKind = sequential;

  readonly context: unknown;
  /** How long `handleRequest` waits, in ms; null for ever. */
  timeoutMs: number | null;
  readonly limits: Limits;
  protected readonly options: ServerOptions;
  /** Where requests come from. */
  protected transport: Transport<Request> = noTransport;
  /** How they are handled. */
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
    if (!isReference(checked)) this.#handlerClass = plainClass(checked);
    const { name, optionNames, timeoutMs, strategyKind } = this.constructor as typeof BaseServer;
    checkOptionNames(options, optionNames, name || 'the server', ALIKE);
    this.options = options;
    this.context = options.context;
    this.timeoutMs = checkTime(options.timeoutMs ?? timeoutMs, 'timeoutMs');
    this.limits = checkLimits(options, kind);
    this.selector = new ServerSelector(options.selector);
    const door = this.#doorFor(checked) as unknown as StrategyServer;
    this.handling = checkStrategy(strategyKind.create(door, options), strategyKind);
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
    const graceMs = checkGrace(options, this.handling.graceMs);
    void this.shutdown();
    this.#state = 'closed';
    this.#ready.close();
    this.#desk.accepting.close();
    this.transport.closeListener();
    this.selector.close();
    // Those that are under way may have to answer over it.
    if (this.#desk.ledger.size === 0) this.transport.closeAnswering();
    this.#closing = whileAlive(this.#drain(graceMs));
    return this.#closing;
  }

  /**
   * Makes all requests under way stop soon: what runs elsewhere is ended, the connections of what runs
   * here are shut down. Returns which they were.
   */
  abortRequests(reason = 'abortRequests'): Straggler[] {
    return this.#desk.ledger.abortAll(reason);
  }

  override processRequest(request: Request, clientAddress: Address | null): MaybePromise<void> {
    return this.handling.submit(request, clientAddress, this.#desk.taker.recordOf(request) ?? null);
  }

  /** Where requests are handled: in turn by the thread that serves, on threads, in processes, or as a mixin calls it. */
  get strategy(): string {
    return (this.constructor as typeof BaseServer).strategyKind.name;
  }

  /** What the server has done. */
  stats(): ServerStats {
    return this.#desk.counters.snapshot(this.#desk.ledger.size, this.handling.stats());
  }

  /** After a failure in a constructor: closes, whatever `serverClose` of an unfinished subclass does. */
  protected abandon(): void {
    try {
      this.serverClose().catch(() => {});
    } catch {
      // The constructor's own error is the one that counts.
    }
    this.transport.closeListener();
    this.transport.closeAnswering();
  }

  #doorFor(handler: HandlerLike<Request>): StrategyServer<Request> {
    const load = async (): Promise<void> => {
      if (this.#handlerClass === null && isReference(handler))
        this.#handlerClass = await loadHandler<Request>(handler);
    };
    return strategyServer({ server: this, handler, loadHandler: load }, this.#desk);
  }

  // Resolves to whether the time was up before a request came.
  async #run(limit: number, timeoutMs: number | null = null): Promise<boolean> {
    const shutdowns = this.#shutdowns;
    while (this.#is('stopping')) await this.#ending;
    if (this.#shutdowns !== shutdowns) return false;
    if (this.#is('closed')) throw closedError('server');
    if (!this.#is('idle')) throw alreadyServing();
    this.#state = 'serving';
    this.#desk.accepting.prepare();
    this.#turn = new ServingTurn(this.#source(), limit);
    const running = this.#turn.run(timeoutMs).finally(() => this.#served());
    this.#ending = running.catch(() => {});
    return running;
  }

  #source(): ServingSource {
    return {
      fileno: () => this.fileno(),
      watch: (listener) => this.selector.watch(this, listener),
      start: () => this.#ready.follow(() => this.handling.start()),
      isOpen: () => this.#desk.accepting.isOpen,
      take: () => this.#desk.take(),
      afterBatch: () => this.#service(),
    };
  }

  // Workers do not keep the process alive, what they work on does.
  #served(): void {
    this.#turn = null;
    if (!this.#is('closed')) this.#state = 'idle';
    this.handling.watch();
    if (this.handling.graceMs === null) void whileAlive(this.#desk.ledger.whenEmpty(null));
  }

  // A function: the state changes while something is awaited.
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
    this.#turn?.letGo();
    publish('fdset:server:close', () => ({ server: this }));
    return { aborted: [...aborted.values()] };
  }
}

// Outside of the class: one that names itself is renamed by the bundler, and shows itself as `_BaseServer`.
const isAbstract = (made: unknown): boolean => made === BaseServer;
