// The handler classes that users extend. Each request has one object, whose three methods run-handler.ts calls.
import { AF_UNIX, IPPROTO_TCP, SOCK_STREAM, Socket, SocketError, TCP_NODELAY } from '@fdset/socket';
import type { Address, Credentials } from '@fdset/socket';
import type { MaybePromise } from '../basics.js';
import type { Limits } from '../server/server-options.js';
import type { ServerTlsOptions } from '../transport/tls-options.js';
import { ReadDeadline } from './read-deadline.js';
import { checkBufferSize, requestReader } from './request-reader.js';
import type { RequestReader } from './request-reader.js';
import { isTlsError } from './tls-errors.js';
import { requestWriter } from './request-writer.js';
import type { RequestWriter } from './request-writer.js';

/**
 * A handler's view of its server. On a sequential server it is the server itself. On a thread or in a process it is a
 * stand-in, and the use of any other member of the server throws `ERR_FDSET_UNSUPPORTED`: a handler there cannot end its
 * server.
 */
export interface HandlerServer {
  /** The address to which the server is bound, with its actual port. */
  readonly serverAddress: Address;
  /** The server's `context` option: on threads and in processes a copy (`structuredClone`). */
  readonly context: unknown;
  /** The server's limits; a server that is none of this package may have none. */
  readonly limits?: Limits | undefined;
  /** The server's `tls` option; null or missing without one. */
  readonly tls?: ServerTlsOptions | null | undefined;
}

/** The request of a datagram server. `socket` is the server's, lent; `truncated` tells that the datagram was longer (MSG_TRUNC). */
export type DatagramRequest = [packet: Buffer, socket: Socket, truncated: boolean];

/**
 * Handles one request by `setup()`, `handle()` and `finish()`, in this order; each of them may be `async`, with every
 * strategy. `Request` is `Socket` on stream servers and {@link DatagramRequest} on datagram servers. `ClientAddress` may be
 * narrowed to the transport's, such as `InetAddress` for TCP and UDP. A handler that may run on a thread or in a process
 * names its module: `static source = { module: import.meta.url, name: 'UpperHandler' }`.
 *
 * The constructor only stores its arguments. In CPython it runs the request, but in JavaScript the fields of a subclass
 * do not exist yet. Source: CPython Lib/socketserver.py, BaseRequestHandler.
 */
export class BaseRequestHandler<
  Request = Socket,
  ClientAddress extends Address | null = Address | null,
> {
  readonly request: Request;
  /** Null when the kernel reports no sender, as for an unbound Unix datagram socket. */
  readonly clientAddress: ClientAddress;
  readonly server: HandlerServer;

  constructor(request: Request, clientAddress: ClientAddress, server: HandlerServer) {
    this.request = request;
    this.clientAddress = clientAddress;
    this.server = server;
  }

  /** Runs first; an error here skips `handle` and `finish`. */
  setup(): MaybePromise<void> {}

  /** Handles the request. */
  handle(): MaybePromise<void> {}

  /** Runs after `handle`, even if `handle` threw. */
  finish(): MaybePromise<void> {}

  /**
   * The process, user and group of the peer of a Unix stream connection (SO_PEERCRED, or the platform's equivalent);
   * null on every other transport.
   * @throws {SocketError} ENOTCONN
   */
  get peerCredentials(): Credentials | null {
    const { request } = this;
    if (!(request instanceof Socket)) return null;
    const isUnixStream = request.family === AF_UNIX && request.type === SOCK_STREAM;
    return isUnixStream ? request.getPeerCredentials() : null;
  }
}

/** The buffer of `rfile`, and of a `wfile` that collects, in bytes. */
export const DEFAULT_BUFFER = 8192;

/**
 * A handler with the files `rfile` and `wfile` over its connection. CPython's class attributes are static properties here.
 * Source: CPython Lib/socketserver.py, StreamRequestHandler.
 */
export class StreamRequestHandler<
  ClientAddress extends Address | null = Address | null,
> extends BaseRequestHandler<Socket, ClientAddress> {
  /** How many bytes `rfile` receives at once; -1 (default) is 8192, 0 never receives more than the caller asks for. */
  static readonly rbufsize: number = -1;
  /** How many bytes `wfile` collects before it writes; 0 (default) writes everything at once. */
  static readonly wbufsize: number = 0;
  /** The connection's timeout in ms; null (default) does not change it. */
  static readonly timeoutMs: number | null = null;
  /** Sets TCP_NODELAY. */
  static readonly disableNagleAlgorithm: boolean = false;

  declare rfile: RequestReader;
  declare wfile: RequestWriter;

  /** Applies the class attributes and opens the files. */
  override setup(): MaybePromise<void> {
    const own = this.constructor as typeof StreamRequestHandler;
    const { request } = this;
    configure(request, own);
    const deadline = ReadDeadline.of(request, this.server.limits);
    this.rfile = requestReader(
      deadline === null
        ? (maxBytes) => request.recv(maxBytes)
        : (maxBytes) => deadline.recv(maxBytes),
      checkBufferSize(own.rbufsize, 'rbufsize', DEFAULT_BUFFER),
      { recycle: (received) => request.recycle(received), onCall: () => deadline?.begin() },
    );
    this.wfile = requestWriter(
      (data) => request.sendall(data),
      checkBufferSize(own.wbufsize, 'wbufsize', DEFAULT_BUFFER),
    );
  }

  /** Flushes and closes the files; errors of the connection are ignored, the client may have gone. */
  override finish(): MaybePromise<void> {
    try {
      this.wfile.close();
    } catch (error) {
      // Errors of the connection during handle() itself were thrown there.
      if (!isConnectionError(error)) throw error;
    } finally {
      this.rfile.close();
    }
  }
}

/** Applies the class attributes of a handler to its connection. */
export const configure = (
  request: Socket,
  own: Pick<typeof StreamRequestHandler, 'timeoutMs' | 'disableNagleAlgorithm'>,
): void => {
  if (own.timeoutMs !== null) request.settimeout(own.timeoutMs);
  if (own.disableNagleAlgorithm) request.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
};

// If handle() has closed the connection, CPython gets EBADF, and this package ERR_FDSET_CLOSED.
/** Whether an error of closing the files only means that the connection has gone. */
export const isConnectionError = (error: unknown): boolean =>
  error instanceof SocketError ||
  isTlsError(error) ||
  (error as { code?: unknown } | null)?.code === 'ERR_FDSET_CLOSED';

/** What a handler of datagrams has of its request. */
export class PacketRequestHandler<ClientAddress extends Address | null> extends BaseRequestHandler<
  DatagramRequest,
  ClientAddress
> {
  /** The bytes received. */
  get packet(): Buffer {
    return this.request[0];
  }

  /** The server's socket, lent: closing it does not affect the server or other handlers. Its verbs block. */
  get socket(): Socket {
    return this.request[1];
  }

  /** Whether the datagram was longer than the server's `maxPacketSize`. */
  get truncated(): boolean {
    return this.request[2];
  }
}

/** Takes the bytes of a packet one part after the other; empty at its end. */
export const partsOf = (packet: Buffer): ((maxBytes: number) => Buffer) => {
  let rest = packet;
  return (maxBytes) => {
    const part = rest.subarray(0, maxBytes);
    rest = rest.subarray(part.length);
    return part;
  };
};

/**
 * A handler with the datagram as `packet` and `rfile`. `finish` sends the contents of `wfile` back as one datagram, however
 * often it was flushed, if something was written and the sender has an address. Source: CPython Lib/socketserver.py,
 * DatagramRequestHandler.
 */
export class DatagramRequestHandler<
  ClientAddress extends Address | null = Address | null,
> extends PacketRequestHandler<ClientAddress> {
  declare rfile: RequestReader;
  declare wfile: RequestWriter;
  readonly #reply: Buffer[] = [];

  override setup(): MaybePromise<void> {
    this.rfile = requestReader(partsOf(this.packet), 0);
    this.wfile = requestWriter((data) => void this.#reply.push(Buffer.from(data)), 0);
  }

  override finish(): MaybePromise<void> {
    const reply = Buffer.concat(this.#reply);
    if (reply.length > 0 && this.clientAddress !== null)
      this.socket.sendto(reply, this.clientAddress);
  }
}
