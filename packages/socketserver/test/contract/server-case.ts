// One class of server under the contract, and what the parts of the contract do with it.
import type { Address, InetAddress, UnixAddress } from '@fdset/socket';
import { TCPServer, UDPServer, UnixDatagramServer, UnixStreamServer } from '@fdset/socketserver';
import type { AnyServer, ErrorPhase, HandlerReference } from '@fdset/socketserver';
import type { Client } from '../support/client.js';
import { anyPort, freshPath } from '../support/servers.js';

/** Where a class's handlers run. */
export type Strategy = 'sequential' | 'async' | 'thread' | 'process' | 'later';
export type Transport = 'tcp' | 'udp' | 'unixStream' | 'unixDatagram';

/** What the contract uses of a server, whatever its requests are. */
export type ContractServer = AnyServer & {
  serveForever(): Promise<void>;
  handleRequest(): Promise<void>;
  handleTimeout(): void;
  verifyRequest(request: never, client: Address | null): boolean;
  handleError(
    request: never,
    client: Address | null,
    error: unknown,
    details: { phase: ErrorPhase },
  ): void;
};

/** A class of server. */
export interface ServerCase {
  readonly name: string;
  readonly transport: Transport;
  readonly strategy: Strategy;
  /** Whether many handlers share an event loop, and thus have to be asynchronous. */
  readonly isShared?: boolean;
  /** The address is of the transport's kind. */
  readonly make: (
    address: InetAddress & UnixAddress,
    handler: HandlerReference,
    options: object,
  ) => ContractServer;
}

/** What handleError was told. */
export interface ToldError {
  readonly error: { name: string; message: string; code?: string; cause?: unknown };
  readonly client: Address | null;
  readonly phase: ErrorPhase;
}

const module = new URL('../fixtures/handlers.mjs', import.meta.url);
const asyncModule = new URL('../fixtures/async-handlers.mjs', import.meta.url);

/** The servers that need no thread and no process. */
const sequential = {
  tcp: TCPServer,
  udp: UDPServer,
  unixStream: UnixStreamServer,
  unixDatagram: UnixDatagramServer,
} as unknown as Record<
  Transport,
  new (address: Address, handler: HandlerReference) => ContractServer
>;

// `pnpm check:long server-contract` runs the whole contract for every class.
const IS_LONG = process.env['FDSET_WHOLE_CONTRACT'] === '1';

/** A class with its client. */
export class Bench {
  readonly client: Client;
  readonly isStream: boolean;
  readonly isUnix: boolean;
  /** Whether the class runs the whole contract. If not, TCP shows its strategy, and a sequential server shows its transport. */
  readonly isWhole: boolean;
  /** Whether each of its servers starts a fork server. Pools show what happens in any process with a job. */
  readonly isDear: boolean;
  /** Whether other classes show what happens in this process: those without workers, and those with ThreadingMixIn. */
  readonly isServingShown: boolean;
  readonly isShared: boolean;
  readonly it: ServerCase;

  constructor(it: ServerCase, client: Client) {
    this.client = client;
    this.it = it;
    this.isStream = it.transport === 'tcp' || it.transport === 'unixStream';
    this.isDear = !IS_LONG && it.name.startsWith('Forking');
    this.isShared = it.isShared ?? it.strategy === 'async';
    const isFirst =
      ['sequential', 'async'].includes(it.strategy) || it.name.startsWith('Threading');
    this.isServingShown = !IS_LONG && !isFirst;
    this.isWhole = IS_LONG || it.strategy === 'sequential' || it.transport === 'tcp';
    this.isUnix = it.transport.startsWith('unix');
  }

  /** A server with a handler of test/fixtures/handlers.mjs, or its twin in async-handlers.mjs, or any other. */
  build(
    handler: string | HandlerReference = this.isStream ? 'UpperHandler' : 'UpperDatagramHandler',
    options: object = {},
    address: Address = this.isUnix ? freshPath() : anyPort,
  ): ContractServer {
    const source =
      typeof handler === 'string'
        ? { module: this.isShared ? asyncModule : module, name: handler }
        : handler;
    return this.it.make(address as InetAddress & UnixAddress, source, options);
  }

  /** One request and its answer. */
  ask({ serverAddress }: AnyServer, data: string): Promise<string> {
    return this.isStream
      ? this.client.exchange(serverAddress, data)
      : this.client.ask(serverAddress, data);
  }

  /**
   * Serves a whole request with another server. By then earlier events have had their effect on the server under test,
   * however slow the machine is.
   */
  async serveBeside(): Promise<void> {
    const handler = { module, name: this.isStream ? 'UpperHandler' : 'UpperDatagramHandler' };
    const address = this.isUnix ? freshPath() : anyPort;
    await this.#serveOnce(new sequential[this.it.transport](address, handler));
  }

  /** The whole life of a server of the class, with one request. */
  liveOnce(): Promise<void> {
    return this.#serveOnce(this.build());
  }

  async #serveOnce(server: ContractServer): Promise<void> {
    const served = server.serveForever();
    await this.ask(server, 'once');
    await server.serverClose();
    await served;
  }

  /** A socket of the client, connected to the server. */
  connect({ serverAddress }: AnyServer): Promise<number> {
    return this.isStream ? this.client.connect(serverAddress) : this.client.datagram(serverAddress);
  }

  /** Collects what handleError is told instead of printing it. */
  errorsOf(server: ContractServer): ToldError[] {
    const errors: ToldError[] = [];
    server.handleError = (_request, client, error, { phase }) =>
      void errors.push({ error: error as Error, client, phase });
    return errors;
  }
}
