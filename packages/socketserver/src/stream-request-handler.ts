// A handler with files over its connection. After CPython's StreamRequestHandler.
import { IPPROTO_TCP, SocketError, TCP_NODELAY } from '@fdset/socket';
import type { Address, Socket } from '@fdset/socket';
import { BaseRequestHandler } from './base-request-handler.js';
import { checkBufferSize } from './byte-size.js';
import type { MaybePromise } from './maybe-promise.js';
import { requestReader } from './request-reader.js';
import type { RequestReader } from './request-reader.js';
import { requestWriter } from './request-writer.js';
import type { RequestWriter } from './request-writer.js';

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
