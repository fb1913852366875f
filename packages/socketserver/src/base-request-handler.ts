// The class that users extend: one object per request. stream-request-handler.ts and
// datagram-request-handler.ts add files over the request; run-handler.ts calls the three methods.
import { AF_UNIX, SOCK_STREAM, Socket } from '@fdset/socket';
import type { Address, Credentials } from '@fdset/socket';
import type { HandlerServer } from './handler-server.js';
import type { MaybePromise } from './maybe-promise.js';

/** What datagram servers hand to their handlers, the server's socket lent to each; `truncated` when the datagram was longer (MSG_TRUNC). */
export type DatagramRequest = [packet: Buffer, socket: Socket, truncated: boolean];

/**
 * Handles one request: `setup()`, `handle()`, `finish()`, in this order. `Request` is `Socket` on
 * stream servers and {@link DatagramRequest} on datagram servers; `ClientAddress` may be narrowed to what the transport
 * has, `InetAddress` for TCP and UDP. Any of the three may be `async`, on
 * every strategy. A handler that may run on a thread or in a process says where it comes from:
 * `static source = { module: import.meta.url, name: 'UpperHandler' }`.
 *
 * The constructor only keeps its arguments (in CPython it runs the request; in JavaScript the fields of
 * a subclass would not be there yet). Source: CPython Lib/socketserver.py, BaseRequestHandler.
 */
export class BaseRequestHandler<
  Request = Socket,
  ClientAddress extends Address | null = Address | null,
> {
  readonly request: Request;
  /** Null when the kernel names no sender: an unbound Unix datagram socket. */
  readonly clientAddress: ClientAddress;
  readonly server: HandlerServer;

  constructor(request: Request, clientAddress: ClientAddress, server: HandlerServer) {
    this.request = request;
    this.clientAddress = clientAddress;
    this.server = server;
  }

  /** Runs first; an error here skips `handle` and `finish`. */
  setup(): MaybePromise<void> {}

  /** Does the work. */
  handle(): MaybePromise<void> {}

  /** Runs after `handle`, also when that threw. */
  finish(): MaybePromise<void> {}

  /**
   * Who is at the other end of a Unix stream connection: process, user and group (SO_PEERCRED, or the
   * platform's own); null on every other transport.
   * @throws {SocketError} ENOTCONN
   */
  get peerCredentials(): Credentials | null {
    const { request } = this;
    if (!(request instanceof Socket)) return null;
    const isUnixStream = request.family === AF_UNIX && request.type === SOCK_STREAM;
    return isUnixStream ? request.getPeerCredentials() : null;
  }
}
