// The classes that users extend: one object per request, whose three methods run-handler.ts calls.
import { argTypeError } from '@fdset/posix';
import { AF_UNIX, IPPROTO_TCP, SOCK_STREAM, Socket, SocketError, TCP_NODELAY } from '@fdset/socket';
import type { Address, Credentials } from '@fdset/socket';
import type { MaybePromise } from '../basics.js';
import type { RequestKind } from '../transport/transport.js';
import { checkBufferSize, requestReader } from './request-reader.js';
import type { RequestReader } from './request-reader.js';
import { requestWriter } from './request-writer.js';
import type { RequestWriter } from './request-writer.js';

// What a handler may ask of its server, wherever it runs. On a sequential server this is the server
// itself; on a thread or in a process it is a stand-in with the same properties.

/**
 * A handler's view of its server. What else a server has is there on a sequential one only; on a thread or in a process
 * its use throws `ERR_FDSET_UNSUPPORTED`: a handler there cannot end its server.
 */
export interface HandlerServer {
  /** Where the server is bound, the port resolved. */
  readonly serverAddress: Address;
  /** The server's `context` option: on threads and in processes a copy (`structuredClone`). */
  readonly context: unknown;
}

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

// A handler with files over its connection. After CPython's StreamRequestHandler.

const DEFAULT_BUFFER = 8192;

/** Gives a handler `rfile` and `wfile`. Class attributes are static, as on servers. */
export class StreamRequestHandler<
  ClientAddress extends Address | null = Address | null,
> extends BaseRequestHandler<Socket, ClientAddress> {
  /** Bytes received at once for `rfile`; -1 (default) is 8192, 0 never takes more than asked for. */
  static readonly rbufsize: number = -1;
  /** Bytes that `wfile` collects; 0 (default) writes everything at once. */
  static readonly wbufsize: number = 0;
  /** The connection's timeout in ms; null (default) leaves it as it is. */
  static readonly timeoutMs: number | null = null;
  /** Sets TCP_NODELAY. */
  static readonly disableNagleAlgorithm: boolean = false;

  declare rfile: RequestReader;
  declare wfile: RequestWriter;

  /** Applies the class attributes and opens the files. */
  override setup(): MaybePromise<void> {
    const own = this.constructor as typeof StreamRequestHandler;
    const { request } = this;
    if (own.timeoutMs !== null) request.settimeout(own.timeoutMs);
    if (own.disableNagleAlgorithm) request.setsockopt(IPPROTO_TCP, TCP_NODELAY, true);
    this.rfile = requestReader(
      (maxBytes) => request.recv(maxBytes),
      checkBufferSize(own.rbufsize, 'rbufsize', DEFAULT_BUFFER),
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
      // What mattered was written in handle().
      if (!isOfConnection(error)) throw error;
    } finally {
      this.rfile.close();
    }
  }
}

// That handle() has closed the connection is EBADF in CPython, and misuse here.
const isOfConnection = (error: unknown): boolean =>
  error instanceof SocketError || (error as { code?: unknown } | null)?.code === 'ERR_FDSET_CLOSED';

// A handler with files over one datagram. After CPython's DatagramRequestHandler.

/**
 * Gives a handler the datagram as `packet` and `rfile`, and a `wfile` whose contents go back as one
 * datagram in `finish`, whenever it was flushed: only if something was written, and if the sender has an
 * address.
 */
export class DatagramRequestHandler<
  ClientAddress extends Address | null = Address | null,
> extends BaseRequestHandler<DatagramRequest, ClientAddress> {
  /** The bytes received. */
  get packet(): Buffer {
    return this.request[0];
  }

  /** The server's socket, lent: closing it ends nobody else's. */
  get socket(): Socket {
    return this.request[1];
  }

  /** Whether the datagram was longer than the server's `maxPacketSize`. */
  get truncated(): boolean {
    return this.request[2];
  }

  declare rfile: RequestReader;
  declare wfile: RequestWriter;
  readonly #reply: Buffer[] = [];

  override setup(): MaybePromise<void> {
    let rest: Buffer = this.packet;
    this.rfile = requestReader((maxBytes) => {
      const part = rest.subarray(0, maxBytes);
      rest = rest.subarray(part.length);
      return part;
    }, 0);
    this.wfile = requestWriter((data) => void this.#reply.push(Buffer.from(data)), 0);
  }

  override finish(): MaybePromise<void> {
    const reply = Buffer.concat(this.#reply);
    if (reply.length > 0 && this.clientAddress !== null)
      this.socket.sendto(reply, this.clientAddress);
  }
}

// A handler for the other kind of request: the types refuse it, and so does the constructor of a server.

/**
 * The handler of a server whose requests are connections or datagrams.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkHandlerKind = <Handler>(handler: Handler, kind: RequestKind): Handler => {
  const wrong = kind === 'connection' ? DatagramRequestHandler : StreamRequestHandler;
  if (typeof handler !== 'function' || !Object.prototype.isPrototypeOf.call(wrong, handler))
    return handler;
  const hint =
    kind === 'connection'
      ? 'connection: extend StreamRequestHandler'
      : 'datagram: extend DatagramRequestHandler';
  throw argTypeError(
    `${handler.name} extends ${wrong.name}, but a request of this server is a ${hint}`,
  );
};
