// One limit for all the waits of a call that blocks: a socket has one for each wait, which a server that sends byte by byte never reaches.
import { constants } from 'node:os';
import { SocketTimeoutError, monotonicMs } from '@fdset/posix';
import type { Socket } from '@fdset/socket';

/** A source of bytes whose time-out, that of the socket, holds for a whole call. */
export class CallLimit {
  readonly #socket: Socket;
  /** When the call is over, by the monotonic clock in ms; null when nothing limits it. */
  #endMs: number | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Makes a call, which may be part of another one. */
  whole<Result>(call: () => Result): Result {
    const limitMs = this.#socket.gettimeout();
    if (this.#endMs !== null || limitMs === null || limitMs === 0) return call();
    this.#endMs = monotonicMs() + limitMs;
    try {
      return call();
    } finally {
      this.#endMs = null;
      if (!this.#socket.closed) this.#socket.settimeout(limitMs);
    }
  }

  /** @throws {SocketTimeoutError} ETIMEDOUT, when the time of the call is up */
  recv(maxBytes: number): Buffer {
    if (this.#endMs === null) return this.#socket.recv(maxBytes);
    const leftMs = this.#endMs - monotonicMs();
    if (leftMs <= 0) throw new SocketTimeoutError('ETIMEDOUT', -constants.errno.ETIMEDOUT, 'recv');
    this.#socket.settimeout(leftMs);
    return this.#socket.recv(maxBytes);
  }
}
