// Servers whose requests are connections: TCPServer and UnixStreamServer.
import { AF_UNIX, SHUT_RDWR, SHUT_WR, SOCK_STREAM, SOL_SOCKET, SOMAXCONN } from '@fdset/socket';
import { SO_ACCEPTCONN } from '@fdset/socket';
import type { Address, Socket } from '@fdset/socket';
import type { HandlerLike } from './handler-source.js';
import type { InheritedSocket } from './inherited-socket.js';
import { isPromise } from './maybe-promise.js';
import { peerOfAddress } from './request-taker.js';
import { checkCount } from './server-options.js';
import { shutdownConnection } from './shutdown-connection.js';
import { SocketServer } from './socket-server.js';
import type { SocketServerOptions } from './socket-server.js';

/** Options of stream servers. */
export interface StreamServerOptions extends SocketServerOptions {
  /** How many connections the kernel queues; default SOMAXCONN (CPython: 5). */
  readonly requestQueueSize?: number;
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
    super(address, handler, options, true);
  }

  /** How many connections the kernel queues. */
  get requestQueueSize(): number {
    const own = this.constructor as typeof StreamServer;
    return this.options.requestQueueSize ?? own.requestQueueSize;
  }

  /** listen(2), unless it listens already. */
  override serverActivate(): void {
    const backlog = checkCount(this.requestQueueSize, 'requestQueueSize', 0) ?? SOMAXCONN;
    if (this.socket.getsockopt(SOL_SOCKET, SO_ACCEPTCONN) === 0) this.socket.listen(backlog);
    super.serverActivate();
  }

  /** accept(2). */
  override getRequest(): [request: Socket, clientAddress: Address | null] | null {
    const accepted = this.socket.tryAccept();
    if (accepted !== null && this.limits.idleTimeoutMs !== null)
      accepted[0].settimeout(this.limits.idleTimeoutMs);
    return accepted;
  }

  /** SHUT_WR, so that the client sees the end even if a copy of the descriptor lives, then close. */
  override shutdownRequest(request: Socket): void {
    if (request.closed) return;
    try {
      shutdownConnection(request, SHUT_WR);
    } catch (error) {
      return thenThrow(this.closeRequest(request), error);
    }
    return this.closeRequest(request);
  }

  override closeRequest(request: Socket): void {
    request.close();
  }

  /** @internal */
  override abortRequest(request: Socket): void {
    if (!request.closed) shutdownConnection(request, SHUT_RDWR);
  }

  /** @internal */
  override peerOf(request: Socket, clientAddress: Address | null): string | null {
    return request.family === AF_UNIX
      ? `uid ${request.getPeerCredentials().uid}`
      : peerOfAddress(clientAddress);
  }
}

// An override may give a promise, which is its caller's to hear.
const thenThrow = (closing: unknown, error: unknown): void => {
  if (!isPromise(closing)) throw error;
  const failing: unknown = Promise.resolve(closing).then(() => Promise.reject(error as Error));
  return failing as void;
};
