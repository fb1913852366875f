// What the mixins share: a server whose requests are handled by a crew of threads or processes.
// Connections cross, errors come back; the ledger stays here.
import type { AsyncResource } from 'node:async_hooks';
import { argTypeError } from '@fdset/posix';
import type { BaseServer } from '../base-server.js';
import { requestContext, servingContext } from '../request-context.js';
import { ServerHooks } from '../server-hooks.js';
import type { HandlerReference } from '../handler-source.js';
import type { HostedRequest, ServerClass, WithOptions } from '../mixin.js';
import { ownSource } from '../own-source.js';
import { hasEndListeners, publish } from '../server-events.js';
import { StreamServer } from '../stream-server.js';
import { checkContext } from './check-context.js';
import { checkPacketSize } from './check-packet-size.js';
import type { CrewPolicy } from './crew-options.js';
import type { CrewStats } from './crew-stats.js';
import { Crew } from './crew.js';
import type { CrewServer } from './crew-server.js';
import type { HostFactory } from './host-factory.js';
import type { HostStart } from './host-start.js';
import { IdleEnds } from './idle-ends.js';
import { notWhileLoading } from './load-in-host.js';
import { ProcessHosts } from './process-hosts.js';
import { threadHosts } from './thread-hosts.js';
import { Work } from './work.js';

type RequestHook = 'finishRequest' | 'shutdownRequest' | 'closeRequest';

/** How a mixin reads its options. */
export interface HostedKind<Options> {
  policyOf(options: Options): CrewPolicy;
  /** The names of its options. */
  readonly optionNames: readonly (keyof Options & string)[];
  /** What handles its requests. */
  readonly host: 'thread' | 'process';
  /** Whether closing does not wait for requests under way. */
  isDaemon(options: Options, server: unknown): boolean;
}

/** Makes a class whose requests are handled elsewhere. */
// A mixin is a class in a function, hence its length.
// oxlint-disable-next-line eslint/max-lines-per-function
export const hosted = <Base extends ServerClass, Options extends object>(
  Base: Base,
  kind: HostedKind<Options>,
): WithOptions<Base, Options> => {
  abstract class Hosted extends Base {
    static readonly optionNames: readonly string[] = [
      ...(Base as unknown as typeof BaseServer).optionNames,
      ...kind.optionNames,
    ];
    readonly #policy: CrewPolicy;
    readonly #source: HandlerReference;
    readonly #isDaemon: boolean;
    #crew: Crew | null = null;
    readonly #idleEnds = new IdleEnds(kind.host, (error) => this.taker.publishError(error, 'host'));
    #context: AsyncResource | null = null;
    #factory: HostFactory | null = null;

    // oxlint-disable-next-line typescript/no-explicit-any
    constructor(...args: any[]) {
      super(...notWhileLoading(args));
      try {
        const options = (args[2] ?? {}) as Options;
        refuseOverridden(this);
        this.#source = ownSource<unknown>(this.handlerLike);
        this.#policy = kind.policyOf(options);
        checkPacketSize((this as { maxPacketSize?: number }).maxPacketSize, kind.host);
        this.#isDaemon = kind.isDaemon(options, this);
        checkContext(this.context, kind.host);
      } catch (error) {
        this.abandon();
        throw error;
      }
    }

    override processRequest(request: HostedRequest): void {
      const record = this.taker.recordOf(request);
      const crew = this.#crew;
      if (record === undefined || crew === null)
        throw argTypeError('processRequest of this server takes the requests that it serves');
      // With what verifyRequest entered: its own hooks and events come later.
      record.context = requestContext();
      const work = new Work(request, record);
      record.handedOver = true;
      // Its time begins when a host has it.
      this.ledger.limit(record, null);
      // What is begun for it, a host or a timer, is for others as well.
      this.#context?.runInAsyncScope(() => crew.submit(work));
    }

    protected override async startHosts(): Promise<void> {
      this.#context = servingContext();
      this.#factory ??= this.#makeFactory();
      await this.#factory.start();
      if (this.state === 'closed') return;
      this.#crew ??= new Crew(this.#policy, this.#crewServer(), this.#factory.make);
      const { maxConnections, maxConnectionsPerPeer, requestTimeoutMs } = this.limits;
      const limits = [maxConnections, maxConnectionsPerPeer, requestTimeoutMs];
      const isHeard = hasEndListeners() || isOverridden(this, 'closeRequest');
      this.#crew.watch(isHeard || limits.some((limit) => limit !== null));
      await this.#crew.start();
    }

    // A constructor that fails in its base closes the server before there are fields of this class.
    protected override async stopHosts(): Promise<void> {
      if (!(#crew in this)) return;
      const hostsGone = this.#crew?.stop() ?? Promise.resolve();
      await this.#factory?.stop(hostsGone);
      await hostsGone;
    }

    override get strategy(): 'thread' | 'process' {
      return kind.host;
    }

    protected override crewStats(): CrewStats | null {
      return this.#crew?.stats() ?? null;
    }

    /** The process ids of the hosts; empty on threads. */
    get activeChildren(): number[] {
      return this.#crew?.pids ?? [];
    }

    protected override watchEnds(): void {
      if (#crew in this) this.#crew?.watch(true);
    }

    protected override get defaultGraceMs(): number | null {
      return #isDaemon in this && this.#isDaemon ? 0 : null;
    }

    #makeFactory(): HostFactory {
      const start: HostStart = {
        handler: this.#source,
        server: { serverAddress: this.serverAddress, context: this.context },
        idleTimeoutMs: this.limits.idleTimeoutMs,
      };
      const { maxPacketSize: packetBytes = 0 } = this as { maxPacketSize?: number };
      const { resourceLimits, reuse, startMethod: method } = this.#policy;
      if (kind.host === 'thread') return threadHosts({ ...start, packetBytes, resourceLimits });
      const server = this as unknown as BaseServer<HostedRequest>;
      return new ProcessHosts({
        start: { ...start, once: !reuse },
        serverFd: packetBytes > 0 ? this.fileno() : null,
        method,
        onFallback: (error) => publish('fdset:server:fallback', () => ({ server, error })),
        onShortage: (error) => this.taker.publishError(error, 'host'),
      });
    }

    #crewServer(): CrewServer {
      const server = this as unknown as BaseServer<HostedRequest>;
      const { ledger, taker } = this;
      return {
        get isServing() {
          return server.state === 'serving';
        },
        handedOver: (work) => this.#handedOver(work),
        cameBack: ({ record }) => ledger.limit(record, null),
        dropped: (work) => {
          ledger.end(work.record, 'aborted');
          this.#discard(work);
        },
        limit: (work) => this.#limit(work),
        ended: (work, error) => this.#ended(work, error),
        hostReady: (host) => {
          this.#idleEnds.ready(host);
          publish('fdset:server:host:start', () => ({ server, kind: kind.host, host }));
        },
        hostMissing: (error) => taker.publishError(error, 'host'),
        hostGone: (host, work, error) => this.#hostGone(host, work, error),
        full: (isFull) => (isFull ? this.pauseAccepting('hosts') : this.resumeAccepting('hosts')),
        gaveUp: (work, error) => this.#gaveUp(work, error),
        reject: (work) => {
          taker.reject(work.request, work.record, 'queue');
          this.#discard(work);
        },
      };
    }

    #handedOver(work: Work): void {
      this.#limit(work);
      if (!work.wasHandedOver) this.#closeRequest(work, 'process');
      work.wasHandedOver = true;
    }

    #limit(work: Work): void {
      const { ledger, limits } = this;
      if (limits.requestTimeoutMs === null) return;
      ledger.limit(work.record, limits.requestTimeoutMs, () => {
        if (this.#crew?.extend(work) !== true) ledger.abort(work.record, 'requestTimeoutMs');
      });
    }

    #ended(work: Work, error: Error | null): void {
      const { request, record } = work;
      if (error !== null) this.taker.fail(request, record, error, 'handler');
      this.#closeRequest(work, 'thread');
      if (error === null) this.ledger.end(record, 'finished');
    }

    #gaveUp(work: Work, error: Error): void {
      // No host shuts it down.
      if (!work.wasHandedOver) work.record.handedOver = false;
      this.taker.fail(work.request, work.record, error, 'host');
      this.#discard(work);
    }

    // What closing the request does to it unless it came back: its descriptor is another one now.
    #discard(work: Work): void {
      if (work.wasHandedOver) this.#closeRequest(work, 'thread');
      work.drop();
    }

    #hostGone(host: number, work: Work | null, error: Error | null): void {
      const server = this as unknown as BaseServer<HostedRequest>;
      publish('fdset:server:host:end', () => ({ server, kind: kind.host, host, error }));
      this.#idleEnds.gone(host, work === null ? error : null);
      if (work === null) return;
      if (error === null) this.ledger.end(work.record, 'aborted');
      else this.taker.fail(work.request, work.record, error, 'host');
      this.#closeRequest(work, 'thread');
    }

    // V4: as in CPython a thread's request is closed at its end, and that of a process as soon as the process
    // has it. The descriptor itself has been given away by then.
    #closeRequest({ request, record }: Work, host: 'thread' | 'process'): void {
      if (kind.host === host) this.taker.close(request, record);
    }
  }
  return Hosted as unknown as WithOptions<Base, Options>;
};

const isOverridden = (server: BaseServer, hook: RequestHook): boolean =>
  ![ServerHooks.prototype, StreamServer.prototype].some((plain) => plain[hook] === server[hook]);

// They would have to run on the thread, where there is only a stand-in of the server.
const refuseOverridden = (server: BaseServer): void => {
  const hook = (['finishRequest', 'shutdownRequest'] as const).find((name) =>
    isOverridden(server, name),
  );
  if (hook === undefined) return;
  throw argTypeError(
    `${hook} cannot be overridden here, since it runs elsewhere: write it into the handler's setup() or finish()`,
    'ERR_FDSET_UNSUPPORTED',
  );
};
