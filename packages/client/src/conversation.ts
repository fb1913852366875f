// Both directions of a connection at once, on Node's event loop: neither waits for the other, and a server that ends is noticed
// while there is nothing to send. What was received is handed on as it comes; nothing here knows where an answer ends.
import { argTypeError, toBytes } from '@fdset/posix';
import { SHUT_WR, SocketError } from '@fdset/socket';
import type { Sendable, Socket } from '@fdset/socket';
import { EVENT_READ, EVENT_WRITE, watch } from '@fdset/selectors';
import type { Watch } from '@fdset/selectors';

const RECEIVE_BYTES = 64 * 1024;

/** Gets what was received. While its promise is pending nothing more is received, and the server has to wait. */
export type DataListener = (data: Buffer) => void | Promise<void>;

interface Unsent {
  readonly bytes: Uint8Array;
  readonly length: number;
  offset: number;
  readonly settle: (isSent: boolean) => void;
  readonly fail: (error: Error) => void;
}

/** A conversation over a connected stream socket, which becomes non-blocking, and is closed by `close`. */
export class Conversation {
  readonly #socket: Socket;
  readonly #onData: DataListener;
  readonly #watch: Watch;
  readonly #unsent: Unsent[] = [];
  #isReading = true;
  #isEnding = false;
  #isOver = false;
  #sendError: SocketError | null = null;
  #settleEnded!: (error: SocketError | null) => void;

  /**
   * Settles when nothing more can be received: with null when the server has ended or `close` was called, with the error when
   * the connection was lost. An error of sending comes after what was still received. It never rejects.
   */
  readonly ended: Promise<SocketError | null>;

  /** @throws {TypeError} ERR_FDSET_CLOSED */
  constructor(socket: Socket, onData: DataListener) {
    socket.setblocking(false);
    this.#socket = socket;
    this.#onData = onData;
    this.ended = new Promise((resolve) => (this.#settleEnded = resolve));
    const onError = (): void => this.#finish(null);
    this.#watch = watch(socket, EVENT_READ, (_, events) => this.#turn(events), { onError });
  }

  /**
   * Sends bytes after those that wait already; resolves to true when the kernel has taken them all, to false when it never will.
   * They must not change until then.
   * @throws {TypeError} (rejects) ERR_FDSET_INVALID_ARG_TYPE, also when their memory is transferred before
   */
  send(data: Sendable): Promise<boolean> {
    return new Promise((settle, fail) => {
      const bytes = toBytes(data);
      if (this.#isOver || this.#isEnding || this.#sendError !== null) return settle(false);
      this.#unsent.push({ bytes, length: bytes.length, offset: 0, settle, fail });
      this.#flush();
    });
  }

  /** Ends this side of the connection (SHUT_WR) as soon as everything is sent; what the server still says is received. */
  end(): void {
    this.#isEnding = true;
    if (!this.#isOver) this.#flush();
  }

  /** Ends the conversation and closes the socket; what is not sent yet never will be. */
  close(): void {
    this.#finish(null);
    this.#socket.close();
  }

  #turn(events: number): void {
    if (events & EVENT_WRITE) this.#flush();
    if (events & EVENT_READ && this.#isReading && !this.#isOver) this.#receive();
  }

  #flush(): void {
    try {
      while (this.#unsent.length > 0 && this.#sendFirst());
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      this.#sendError = error;
      this.#refuseUnsent();
    }
    if (this.#isEnding && this.#unsent.length === 0) this.#shutDown();
    this.#updateWatch();
  }

  #shutDown(): void {
    try {
      this.#socket.shutdown(SHUT_WR);
    } catch (error) {
      // ENOTCONN: the connection is lost, and receiving will tell how.
      if (!(error instanceof SocketError)) throw error;
    }
  }

  /** Sends of the first message what the kernel takes; false when that is not all of it. */
  #sendFirst(): boolean {
    const first = this.#unsent[0] as Unsent;
    if (first.bytes.length !== first.length) return this.#drop(first);
    const sent = this.#socket.trySend(first.bytes, 0, first.offset);
    if (sent === -1) return false;
    first.offset += sent;
    if (first.offset < first.length) return false;
    this.#unsent.shift();
    first.settle(true);
    return true;
  }

  /** Gives up a message whose bytes have gone. */
  #drop(message: Unsent): true {
    this.#unsent.shift();
    message.fail(argTypeError('the memory of the data was transferred before everything was sent'));
    return true;
  }

  #receive(): void {
    const data = this.#tryReceive();
    if (data === null) return;
    if (data.length === 0) return this.#finish(this.#sendError);
    const handled = this.#onData(data);
    // A listener of one expression may return anything.
    if (typeof handled?.then === 'function') void this.#pauseUntil(handled);
  }

  async #pauseUntil(handled: Promise<void>): Promise<void> {
    this.#isReading = false;
    this.#updateWatch();
    try {
      await handled;
    } finally {
      this.#isReading = true;
      this.#updateWatch();
    }
  }

  #tryReceive(): Buffer | null {
    try {
      return this.#socket.tryRecv(RECEIVE_BYTES);
    } catch (error) {
      if (!(error instanceof SocketError)) throw error;
      this.#finish(error);
      return null;
    }
  }

  #updateWatch(): void {
    if (this.#isOver) return;
    const reading = this.#isReading ? EVENT_READ : 0;
    this.#watch.modify(reading | (this.#unsent.length > 0 ? EVENT_WRITE : 0));
  }

  #finish(error: SocketError | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#watch.stop();
    this.#refuseUnsent();
    this.#settleEnded(error);
  }

  #refuseUnsent(): void {
    for (const { settle } of this.#unsent.splice(0)) settle(false);
  }
}
