// A connection as its client sees it: it sends, it receives, it closes. Each call blocks this thread, as the verbs of Socket do.
import type { Sendable, Socket } from '@fdset/socket';

/** Enough for what the kernel has collected, in most cases. */
const RECEIVE_BYTES = 64 * 1024;

/** A connection that blocks, made by `connectSync`, or over any connected stream socket. Close it, or declare it with `using`. */
export class SyncClient {
  /** The socket beneath, for all that a client has no word for: half-closing, options, addresses, selectors. */
  readonly socket: Socket;

  /** Takes over a socket: `close` closes it. */
  constructor(socket: Socket) {
    this.socket = socket;
  }

  /**
   * Sends everything; the timeout limits the whole call.
   * @throws {SocketError} EPIPE, ECONNRESET, ETIMEDOUT and others, with `bytesSent`; see `Socket.sendall`
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_INVALID_ARG_TYPE
   */
  send(data: Sendable): void {
    this.socket.sendall(data);
  }

  /**
   * Waits for a piece and returns it: 1 to `maxBytes` bytes (default 65,536), or an empty Buffer when the server has ended.
   * Where a piece begins and ends says nothing: a stream keeps no borders of messages.
   * @throws {SocketError} ECONNRESET, ETIMEDOUT and others; see `Socket.recv`
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
   */
  receive(maxBytes = RECEIVE_BYTES): Buffer {
    return this.socket.recv(maxBytes);
  }

  /** Closes the connection; again is harmless, and any later use throws ERR_FDSET_CLOSED. */
  close(): void {
    this.socket.close();
  }

  /** Same as `close`, for `using client = ...`. */
  [Symbol.dispose](): void {
    this.close();
  }
}
