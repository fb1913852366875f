// The strategy that hands requests to a pool of threads or processes. pool-accounts.ts turns the pool's reports into ends of
// requests, hooks and events of the server.
import type { AsyncResource } from 'node:async_hooks';
import { deserialize, serialize } from 'node:v8';
import { argTypeError, isDebugging, rangeError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import { isError } from '../basics.js';
import type { HandlerReference } from '../handler/handler-source.js';
import { refuseWhileLoading } from '../handler/load-in-worker.js';
import { resolveSource } from '../handler/resolve-source.js';
import { requestContext, servingContext } from '../handler/run-handler.js';
import { ProcessWorkers } from '../process/process-workers.js';
import type { RequestRecord } from '../server/request-ledger.js';
import { hasEndListeners, publish } from '../server/server-events.js';
import { ServerHooks } from '../server/server-hooks.js';
import type { HookedServer } from '../server/server-hooks.js';
import { threadWorkers } from '../thread/thread-worker.js';
import { StreamServer } from '../transport/stream-server.js';
import { checkTlsCopy } from '../transport/tls-options.js';
import { describeServer } from '../worker/server-stand-in.js';
import { PoolAccounts } from './pool-accounts.js';
import type { PoolPolicy } from './pool-policy.js';
import type { PoolStats } from './pool-stats.js';
import { Pool } from './pool.js';
import type { Strategy, StrategyKind, StrategyServer } from './strategy.js';
import type { PooledRequest } from './with-strategy.js';
import { Work } from './worker.js';
import type { WorkerFactory, WorkerOrder } from './worker.js';

/**
 * Checks that the server's context can be copied to workers. The constructor of the server calls it, so that the error does
 * not come only with the first worker.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkContext = (context: unknown, kind: 'thread' | 'process'): void => {
  try {
    if (kind === 'thread') structuredClone(context);
    else deserialize(serialize(context)); // A WebAssembly.Module can be serialized but not deserialized.
  } catch (cause) {
    const why = isError(cause) ? cause.message : String(cause);
    const hint =
      kind === 'process' && why.includes('SharedArrayBuffer')
        ? ': memory cannot be shared with a process, use threads for that'
        : '';
    const error = argTypeError(`the context cannot be copied to a ${kind} (${why})${hint}`);
    error.cause = cause;
    throw error;
  }
};

const LARGEST_PACKET = 128 * 1024;

/** Checks that a datagram fits into a job, which is one message for a process. */
export const checkPacketSize = (bytes: number | undefined, kind: 'thread' | 'process'): void => {
  if (kind === 'thread' || bytes === undefined || bytes <= LARGEST_PACKET) return;
  throw rangeError(`maxPacketSize of a server with processes is at most ${LARGEST_PACKET}`);
};

type RequestHook = 'finishRequest' | 'shutdownRequest' | 'closeRequest';

export const isOverridden = (server: HookedServer, hook: RequestHook): boolean =>
  ![ServerHooks.prototype, StreamServer.prototype].some((plain) => plain[hook] === server[hook]);

/**
 * Refuses overrides of hooks that run in the worker, because a worker has only a stand-in of the server.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED
 */
export const refuseOverridden = (server: HookedServer): void => {
  const hook = (['finishRequest', 'shutdownRequest'] as const).find((name) =>
    isOverridden(server, name),
  );
  if (hook === undefined) return;
  throw argTypeError(
    `${hook} cannot be overridden here, since it runs elsewhere: write it into the handler's setup() or finish()`,
    'ERR_FDSET_UNSUPPORTED',
  );
};

/** The parameters of a strategy with a pool. */
export interface PoolKind<Options extends object> {
  /** The kind of its workers. */
  readonly name: 'thread' | 'process';
  readonly optionNames: readonly (keyof Options & string)[];
  policyOf(options: Options): PoolPolicy;
  /** How long closing waits for requests, in ms; null waits until they have ended. */
  graceMsOf(options: Options, server: HookedServer): number | null;
}

/** Makes a strategy with a pool. */
export const poolStrategy = <Options extends object>(
  kind: PoolKind<Options>,
): StrategyKind<Options> => ({
  name: kind.name,
  optionNames: kind.optionNames,
  create: (side, options) => {
    refuseWhileLoading();
    refuseOverridden(side.server);
    const source = resolveSource(side.handler);
    const policy = kind.policyOf(options);
    checkPacketSize(packetBytesOf(side.server), kind.name);
    checkContext(side.server.context, kind.name);
    checkTlsCopy(side.server.tls, kind.name);
    const graceMs = kind.graceMsOf(options, side.server);
    return new PoolStrategy({ side, kind: kind.name, source, policy, graceMs });
  },
});

interface PoolStrategyParts {
  readonly side: StrategyServer;
  readonly kind: 'thread' | 'process';
  readonly source: HandlerReference;
  readonly policy: PoolPolicy;
  readonly graceMs: number | null;
}

/** The strategy of one server with threads or processes. */
export class PoolStrategy implements Strategy<PooledRequest> {
  readonly graceMs: number | null;
  readonly #parts: PoolStrategyParts;
  readonly #accounts: PoolAccounts;
  #pool: Pool | null = null;
  #factory: WorkerFactory | null = null;
  #context: AsyncResource | null = null;

  constructor(parts: PoolStrategyParts) {
    const { side, kind } = parts;
    this.graceMs = parts.graceMs;
    this.#parts = parts;
    this.#accounts = new PoolAccounts(side, kind, (work) => this.#pool?.extend(work) === true);
  }

  async start(): Promise<void> {
    const { side, policy } = this.#parts;
    this.#context = servingContext();
    this.#factory ??= this.#makeFactory();
    await this.#factory.start();
    if (side.server.state === 'closed') return;
    this.#pool ??= new Pool(policy, this.#accounts, this.#factory.make);
    const { maxConnections, maxConnectionsPerPeer, requestTimeoutMs } = side.server.limits;
    const limits = [maxConnections, maxConnectionsPerPeer, requestTimeoutMs];
    const isHeard = hasEndListeners() || isDebugging || isOverridden(side.server, 'closeRequest');
    this.#pool.watch(isHeard || limits.some((limit) => limit !== null));
    await this.#pool.start();
  }

  submit(
    request: PooledRequest,
    _clientAddress: Address | null,
    record: RequestRecord | null,
  ): void {
    const pool = this.#pool;
    if (record === null || pool === null)
      throw argTypeError('processRequest of this server takes the requests that it serves');
    // The new context includes the stores that verifyRequest entered; later hooks and events of the request run in it.
    record.context = requestContext();
    const work = new Work(request, record);
    record.handedOver = true;
    // The time of the request begins when a worker has it.
    this.#parts.side.limit(record, null);
    // A worker or a timer that starts now also serves other requests, so it runs in the context of the serving.
    this.#context?.runInAsyncScope(() => pool.submit(work));
  }

  watch(): void {
    this.#pool?.watch(true);
  }

  stats(): PoolStats | null {
    return this.#pool?.stats() ?? null;
  }

  /** The process ids of its workers; none on threads. */
  get pids(): number[] {
    return this.#pool?.pids ?? [];
  }

  async stop(): Promise<void> {
    const workersGone = this.#pool?.stop() ?? Promise.resolve();
    await this.#factory?.stop(workersGone);
    await workersGone;
  }

  #makeFactory(): WorkerFactory {
    const { side, kind, source, policy } = this.#parts;
    const { server } = side;
    const { requestsPerWorker } = policy;
    const start: WorkerOrder = {
      handler: source,
      server: describeServer(server),
      requestsPerWorker,
    };
    const packetBytes = packetBytesOf(server) ?? 0;
    const { resourceLimits, reuse, startMethod: method } = policy;
    if (kind === 'thread') return threadWorkers({ ...start, packetBytes, resourceLimits });
    return new ProcessWorkers({
      start: { ...start, once: !reuse },
      serverFd: packetBytes > 0 ? server.fileno() : null,
      method,
      onFallback: (error) => publish('fdset:server:fallback', () => ({ server, error })),
      onShortage: (error) => side.publishError(error, 'worker'),
    });
  }
}

// Undefined for servers whose requests are connections.
const packetBytesOf = (server: HookedServer): number | undefined =>
  (server as { maxPacketSize?: number }).maxPacketSize;
