// Requests handled by a crew of threads or processes: connections cross, errors come back. What they mean to the server
// is crew-accounts.ts.
import type { AsyncResource } from 'node:async_hooks';
import { argTypeError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import type { BaseServer } from '../base-server.js';
import type { HandlerReference } from '../handler-source.js';
import type { HostedRequest } from '../mixin.js';
import { ownSource } from '../own-source.js';
import { requestContext, servingContext } from '../request-context.js';
import type { RequestRecord } from '../request-ledger.js';
import { hasEndListeners, publish } from '../server-events.js';
import type { Strategy, StrategyKind, StrategyServer } from '../strategy/strategy.js';
import { checkContext } from './check-context.js';
import { checkPacketSize } from './check-packet-size.js';
import { CrewAccounts } from './crew-accounts.js';
import type { CrewPolicy } from './crew-options.js';
import type { CrewStats } from './crew-stats.js';
import { Crew } from './crew.js';
import type { HostFactory } from './host-factory.js';
import type { HostOrder } from './host-start.js';
import { refuseWhileLoading } from './load-in-host.js';
import { isOverridden, refuseOverridden } from './overridden-hooks.js';
import { ProcessHosts } from './process-hosts.js';
import { describeServer } from './server-stand-in.js';
import { threadHosts } from './thread-hosts.js';
import { Work } from './work.js';

/** What tells one strategy with a crew from another. */
export interface CrewKind<Options extends object> {
  /** What handles the requests. */
  readonly name: 'thread' | 'process';
  readonly optionNames: readonly (keyof Options & string)[];
  policyOf(options: Options): CrewPolicy;
  /** How long closing waits for requests, in ms; null until they have ended. */
  graceMsOf(options: Options, server: BaseServer): number | null;
}

/** The strategy of a kind of crew. */
export const crewStrategy = <Options extends object>(
  kind: CrewKind<Options>,
): StrategyKind<Options> => ({
  name: kind.name,
  optionNames: kind.optionNames,
  create: (side, options) => {
    refuseWhileLoading();
    refuseOverridden(side.server);
    const source = ownSource(side.handler);
    const policy = kind.policyOf(options);
    checkPacketSize(packetBytesOf(side.server), kind.name);
    checkContext(side.server.context, kind.name);
    const graceMs = kind.graceMsOf(options, side.server);
    return new CrewStrategy({ side, host: kind.name, source, policy, graceMs });
  },
});

interface CrewStrategyParts {
  readonly side: StrategyServer;
  readonly host: 'thread' | 'process';
  readonly source: HandlerReference;
  readonly policy: CrewPolicy;
  readonly graceMs: number | null;
}

/** Threads or processes of one server. */
export class CrewStrategy implements Strategy<HostedRequest> {
  readonly graceMs: number | null;
  readonly #parts: CrewStrategyParts;
  readonly #accounts: CrewAccounts;
  #crew: Crew | null = null;
  #factory: HostFactory | null = null;
  #context: AsyncResource | null = null;

  constructor(parts: CrewStrategyParts) {
    const { side, host } = parts;
    this.graceMs = parts.graceMs;
    this.#parts = parts;
    this.#accounts = new CrewAccounts(side, host, (work) => this.#crew?.extend(work) === true);
  }

  async start(): Promise<void> {
    const { side, policy } = this.#parts;
    this.#context = servingContext();
    this.#factory ??= this.#makeFactory();
    await this.#factory.start();
    if (side.server.state === 'closed') return;
    this.#crew ??= new Crew(policy, this.#accounts, this.#factory.make);
    const { maxConnections, maxConnectionsPerPeer, requestTimeoutMs } = side.server.limits;
    const limits = [maxConnections, maxConnectionsPerPeer, requestTimeoutMs];
    const isHeard = hasEndListeners() || isOverridden(side.server, 'closeRequest');
    this.#crew.watch(isHeard || limits.some((limit) => limit !== null));
    await this.#crew.start();
  }

  submit(
    request: HostedRequest,
    _clientAddress: Address | null,
    record: RequestRecord | null,
  ): void {
    const crew = this.#crew;
    if (record === null || crew === null)
      throw argTypeError('processRequest of this server takes the requests that it serves');
    // With what verifyRequest entered: its own hooks and events come later.
    record.context = requestContext();
    const work = new Work(request, record);
    record.handedOver = true;
    // Its time begins when a host has it.
    this.#parts.side.limit(record, null);
    // What is begun for it, a host or a timer, is for others as well.
    this.#context?.runInAsyncScope(() => crew.submit(work));
  }

  watch(): void {
    this.#crew?.watch(true);
  }

  stats(): CrewStats | null {
    return this.#crew?.stats() ?? null;
  }

  /** The process ids of its hosts; none on threads. */
  get pids(): number[] {
    return this.#crew?.pids ?? [];
  }

  async stop(): Promise<void> {
    const hostsGone = this.#crew?.stop() ?? Promise.resolve();
    await this.#factory?.stop(hostsGone);
    await hostsGone;
  }

  #makeFactory(): HostFactory {
    const { side, host, source, policy } = this.#parts;
    const { server } = side;
    const start: HostOrder = {
      handler: source,
      server: describeServer(server),
      idleTimeoutMs: server.limits.idleTimeoutMs,
    };
    const packetBytes = packetBytesOf(server) ?? 0;
    const { resourceLimits, reuse, startMethod: method } = policy;
    if (host === 'thread') return threadHosts({ ...start, packetBytes, resourceLimits });
    return new ProcessHosts({
      start: { ...start, once: !reuse },
      serverFd: packetBytes > 0 ? server.fileno() : null,
      method,
      onFallback: (error) => publish('fdset:server:fallback', () => ({ server, error })),
      onShortage: (error) => side.publishError(error, 'host'),
    });
  }
}

// Of a server whose requests are datagrams.
const packetBytesOf = (server: BaseServer): number | undefined =>
  (server as { maxPacketSize?: number }).maxPacketSize;
