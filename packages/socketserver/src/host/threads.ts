// What ThreadingMixIn and ThreadPoolMixIn share: a server whose requests are handled by a crew of
// workers. Requests cross by number, errors come back; the ledger stays here.
import { argTypeError } from '@fdset/posix';
import type { BaseServer } from '../base-server.js';
import { ServerHooks } from '../server-hooks.js';
import type { HandlerReference } from '../handler-source.js';
import type { HostedRequest, ServerClass } from '../mixin.js';
import { ownSource } from '../own-source.js';
import { hasEndListeners, publish } from '../server-events.js';
import type { CrewPolicy } from './crew-options.js';
import type { CrewStats } from './crew-stats.js';
import { ThreadCrew } from './thread-crew.js';
import type { CrewServer } from './thread-crew.js';
import type { Work } from './work.js';

/** How a mixin reads its options. */
export interface ThreadsKind<Options> {
  policyOf(options: Options): CrewPolicy;
  /** Whether closing does not wait for requests under way. */
  isDaemon(options: Options, server: unknown): boolean;
}

/** Makes a class whose requests are handled by workers. */
// A mixin is a class in a function, hence its length.
// oxlint-disable-next-line eslint/max-lines-per-function
export const onThreads = <Base extends ServerClass, Options extends object>(
  Base: Base,
  kind: ThreadsKind<Options>,
): Base => {
  abstract class OnThreads extends Base {
    readonly #policy: CrewPolicy;
    readonly #source: HandlerReference;
    readonly #isDaemon: boolean;
    #crew: ThreadCrew | null = null;

    // oxlint-disable-next-line typescript/no-explicit-any
    constructor(...args: any[]) {
      super(...args);
      try {
        const options = (args[2] ?? {}) as Options;
        refuseOverridden(this, Base.prototype as BaseServer);
        this.#source = ownSource<unknown>(this.handlerLike);
        this.#policy = kind.policyOf(options);
        this.#isDaemon = kind.isDaemon(options, this);
        structuredClone(this.context);
      } catch (error) {
        void this.serverClose();
        throw error;
      }
    }

    override processRequest(request: HostedRequest): void {
      const record = this.taker.recordOf(request);
      if (record === undefined || this.#crew === null)
        throw argTypeError('processRequest of this server takes the requests that it serves');
      record.handedOver = true;
      this.#crew.submit({ request, record, queuedAt: performance.now() });
    }

    protected override async startHosts(): Promise<void> {
      this.#crew ??= new ThreadCrew(this.#policy, this.#crewServer(), {
        handler: this.#source,
        server: { serverAddress: this.serverAddress, context: this.context },
        idleTimeoutMs: this.limits.idleTimeoutMs,
        packetBytes: (this as { maxPacketSize?: number }).maxPacketSize ?? 0,
        resourceLimits: this.#policy.resourceLimits,
      });
      const { maxConnections, maxConnectionsPerPeer, requestTimeoutMs } = this.limits;
      const limits = [maxConnections, maxConnectionsPerPeer, requestTimeoutMs];
      this.#crew.watch(limits.some((limit) => limit !== null) || hasEndListeners());
      await this.#crew.start();
    }

    protected override async stopHosts(): Promise<void> {
      await this.#crew?.stop();
    }

    protected override crewStats(): CrewStats | null {
      return this.#crew?.stats() ?? null;
    }

    protected override watchEnds(): void {
      this.#crew?.watch(true);
    }

    protected override get defaultGraceMs(): number | null {
      return this.#isDaemon ? 0 : null;
    }

    #crewServer(): CrewServer {
      const server = this as unknown as BaseServer<HostedRequest>;
      const { ledger, taker } = this;
      return {
        ended: ({ record }) => ledger.end(record, 'finished'),
        failed: ({ request, record }, error) => taker.fail(request, record, error, 'handler'),
        hostReady: (host) =>
          publish('fdset:server:host:start', () => ({ server, kind: 'thread', host })),
        hostGone: (host, work, error) => this.#hostGone(host, work, error),
        full: (isFull) => (isFull ? this.pauseAccepting('hosts') : this.resumeAccepting('hosts')),
        reject: ({ request, record }) => taker.reject(request, record, 'queue'),
      };
    }

    #hostGone(host: number, work: Work | null, error: Error | null): void {
      const server = this as unknown as BaseServer<HostedRequest>;
      publish('fdset:server:host:end', () => ({ server, kind: 'thread', host, error }));
      if (work === null) return;
      if (error === null) this.ledger.end(work.record, 'aborted');
      else this.taker.fail(work.request, work.record, error, 'host');
    }
  }
  return OnThreads;
};

// They would have to run on the thread, where there is only a stand-in of the server.
const refuseOverridden = (server: BaseServer, plain: BaseServer): void => {
  const isOwn =
    server.finishRequest !== ServerHooks.prototype.finishRequest
      ? 'finishRequest'
      : server.shutdownRequest !== plain.shutdownRequest
        ? 'shutdownRequest'
        : null;
  if (isOwn === null) return;
  throw argTypeError(
    `${isOwn} cannot be overridden here, since it runs on another thread: write it into the handler's setup() or finish()`,
    'ERR_FDSET_UNSUPPORTED',
  );
};
