// Servers whose requests are connections: TCPServer and UnixStreamServer.
import {
  AF_UNIX,
  isInetAddress,
  SO_ACCEPTCONN,
  SOCK_STREAM,
  SOL_SOCKET,
  SOMAXCONN,
} from '@fdset/socket';
import type { Address, Socket } from '@fdset/socket';
import type { HandlerLike } from '../handler/handler-source.js';
import { checkCount } from '../server/server-options.js';
import type { Limits } from '../server/server-options.js';
import { cutOff, hangUp } from './hang-up.js';
import { limitConnection } from './limit-connection.js';
import type { InheritedSocket } from './inherited-socket.js';
import { SocketServer } from './socket-server.js';
import type { SocketServerOptions } from './socket-server.js';
import type { Transport } from './transport.js';

// Each connection has a descriptor of its own and may outlive the listener.

/** @param limits - the limits of the server, of which the time-outs of each call are applied here */
export const streamTransport = (listener: Socket, limits: Limits): Transport<Socket> => ({
  take: () => {
    const accepted = listener.tryAccept();
    if (accepted === null) return null;
    const [connection] = accepted;
    if (limits.idleTimeoutMs !== null) connection.settimeout(limits.idleTimeoutMs);
    limitConnection(connection, limits);
    return accepted;
  },
  peerOf: (connection, clientAddress) =>
    connection.family === AF_UNIX
      ? `uid ${connection.getPeerCredentials().uid}`
      : peerOfAddress(clientAddress),
  abort: cutOff,
  closeListener: () => listener.close(),
  closeAnswering: () => {},
});

/** The host for which a limit per peer counts; for an IPv4 client of an IPv6 listener its IPv4 address. */
export const peerOfAddress = (clientAddress: Address | null): string | null =>
  clientAddress !== null && isInetAddress(clientAddress)
    ? clientAddress.host.replace(/^::ffff:(?=\d+\.)/i, '')
    : null;

/** Options of stream servers. */
export interface StreamServerOptions extends SocketServerOptions {
  /** How many connections the kernel queues; default SOMAXCONN (CPython: 5). */
  readonly requestQueueSize?: number | undefined;
}

/** A server whose requests are accepted connections, each a blocking `Socket`. */
export abstract class StreamServer<Bound extends Address = Address> extends SocketServer<
  Socket,
  Bound
> {
  static override readonly socketType: number = SOCK_STREAM;
  static readonly requestQueueSize: number = SOMAXCONN;
  static override readonly optionNames: readonly string[] = [
    ...SocketServer.optionNames,
    'requestQueueSize',
  ];

  declare protected readonly options: StreamServerOptions;

  constructor(
    address: Bound | InheritedSocket,
    handler: HandlerLike<Socket>,
    options: StreamServerOptions = {},
  ) {
    super(address, handler, options, 'connection');
  }

  /** How many connections the kernel queues. */
  get requestQueueSize(): number {
    const own = this.constructor as typeof StreamServer;
    return this.options.requestQueueSize ?? own.requestQueueSize;
  }

  /** Calls listen(2), unless the socket listens already. */
  override serverActivate(): void {
    const backlog = checkCount(this.requestQueueSize, 'requestQueueSize', 0) ?? SOMAXCONN;
    if (this.socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN) === 0) this.socket.listen(backlog);
    super.serverActivate();
  }

  /** Shuts the connection down (SHUT_WR), so that the client sees the end even if a copy of the descriptor is open, then closes it. */
  override shutdownRequest(request: Socket): void {
    return hangUp(request, this);
  }

  override closeRequest(request: Socket): void {
    request.close();
  }

  protected override makeTransport(): Transport<Socket> {
    return streamTransport(this.socket, this.limits);
  }
}
