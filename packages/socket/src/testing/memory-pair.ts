// Two connected streams in memory, for tests of what speaks a protocol over an AsyncSocket.
import { inspect } from 'node:util';
import {
  SHUT_RD,
  SHUT_RDWR,
  SHUT_WR,
  checkOptionNames,
  checkWhole,
  closedError,
  inspectLine,
  toBytes,
} from '@fdset/posix';
import type { InspectArguments, Sendable } from '@fdset/posix';
import { checkByteCount, lengthOf } from '../arguments.js';
import { systemError } from '../system-error.js';
import { CallLimits } from '../waiting-line.js';
import type { OperationOptions } from '../async/operation.js';
import type { ByteStream } from './byte-stream.js';
import { MemoryPipe } from './memory-pipe.js';

/** Options of {@link memoryPair}. */
export interface MemoryPairOptions {
  /** The most bytes that each direction holds; sends wait when it is full. Default 65,536. */
  readonly capacityBytes?: number | undefined;
}

/**
 * Makes two connected streams without a descriptor. They have the stream verbs of `AsyncSocket` and behave as the ends of
 * a Unix socket pair do: each direction is bounded, a send to an end that is closed or shut down for reading rejects with EPIPE, and
 * bytes that were sent before the other end closed can be received. Nothing resets a connection.
 *
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `capacityBytes` is no whole number >= 1
 */
export const memoryPair = (options: MemoryPairOptions = {}): [MemoryStream, MemoryStream] => {
  checkOptionNames(options, ['capacityBytes'], 'memoryPair');
  const capacity = checkWhole(options.capacityBytes ?? 65_536, 'capacityBytes', Infinity, 1);
  const [one, other] = [new MemoryPipe(capacity), new MemoryPipe(capacity)];
  return [new Stream(one, other), new Stream(other, one)];
};

/** The options of `recvInto`. */
interface RecvIntoLimits extends OperationOptions {
  /** The most bytes to receive; default: the length of the buffer. */
  readonly maxBytes?: number | undefined;
}

/** One end of a {@link memoryPair}. */
export interface MemoryStream extends ByteStream {
  /** @throws (rejects) ERR_FDSET_CLOSED; the signal's reason; SocketTimeoutError ETIMEDOUT */
  recv(maxBytes: number, options?: OperationOptions): Promise<Buffer>;
  /** @throws (rejects) as `recv` */
  recvInto(buffer: Uint8Array, options?: RecvIntoLimits): Promise<number>;
  /** Sends everything, as that of AsyncSocket does. @throws (rejects) as `sendall` */
  send(data: Sendable, options?: OperationOptions): Promise<number>;
  /**
   * Sends everything, in parts as there is room; a string as UTF-8. Do not write to the data before it has ended.
   * @throws (rejects) ERR_FDSET_CLOSED; AbortError with the signal's reason as `cause`; BrokenPipeError EPIPE; SocketTimeoutError
   *   ETIMEDOUT; each has `bytesSent`
   */
  sendall(data: Sendable, options?: OperationOptions): Promise<void>;
  /**
   * Ends one or both directions (SHUT_RD, SHUT_WR or SHUT_RDWR).
   * @throws {TypeError} ERR_FDSET_CLOSED
   * @throws {SocketError} EINVAL
   */
  shutdown(how: number): void;
  /** Closes this end. A second call does nothing. */
  close(): void;
  /** Whether `close` was called. */
  readonly closed: boolean;
  /** Iterates over the bytes until the end, at most `maxBytes` at a time. */
  chunks(maxBytes: number, options?: OperationOptions): AsyncGenerator<Buffer, undefined>;
  /** Same as `chunks(65536)`. */
  [Symbol.asyncIterator](): AsyncGenerator<Buffer, undefined>;
  /** Same as `close`. */
  [Symbol.dispose](): void;
  /** Same as `close`. */
  [Symbol.asyncDispose](): Promise<void>;
  /** Says whether it is open, and how many bytes wait to be received. */
  toString(): string;
}

const CHUNK_BYTES = 65_536;

class Stream implements MemoryStream {
  readonly #incoming: MemoryPipe;
  readonly #outgoing: MemoryPipe;
  #isClosed = false;
  readonly #checkOpen = (): void => {
    if (this.#isClosed) throw closedError('stream');
  };

  readonly #checkSending = (): void => {
    this.#checkOpen();
    if (this.#outgoing.isBroken) throw systemError('EPIPE', 'send');
  };

  constructor(incoming: MemoryPipe, outgoing: MemoryPipe) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
  }

  async recv(maxBytes: number, options?: OperationOptions): Promise<Buffer> {
    checkByteCount(maxBytes, 'maxBytes');
    return this.#incoming.read(maxBytes, new CallLimits('recv', options), this.#checkOpen);
  }

  async recvInto(buffer: Uint8Array, options: RecvIntoLimits = {}): Promise<number> {
    const limits = new CallLimits('recvInto', options, ['maxBytes']);
    const most = checkWhole(options.maxBytes ?? lengthOf(buffer), 'maxBytes', lengthOf(buffer));
    // No byte is taken for memory that was transferred meanwhile.
    const check = (): void => {
      this.#checkOpen();
      lengthOf(buffer);
    };
    const received = await this.#incoming.read(most, limits, check);
    buffer.set(received);
    return received.length;
  }

  async send(data: Sendable, options?: OperationOptions): Promise<number> {
    const bytes = toBytes(data);
    return this.#outgoing.write(bytes, new CallLimits('send', options), this.#checkSending);
  }

  async sendall(data: Sendable, options?: OperationOptions): Promise<void> {
    const bytes = toBytes(data);
    await this.#outgoing.write(bytes, new CallLimits('sendall', options), this.#checkSending);
  }

  shutdown(how: number): void {
    this.#checkOpen();
    if (![SHUT_RD, SHUT_WR, SHUT_RDWR].includes(how)) throw systemError('EINVAL', 'shutdown');
    if (how !== SHUT_WR) this.#incoming.abandon();
    if (how !== SHUT_RD) this.#outgoing.end();
  }

  close(): void {
    this.#isClosed = true;
    this.#incoming.abandon();
    this.#outgoing.end();
  }

  get closed(): boolean {
    return this.#isClosed;
  }

  async *chunks(maxBytes: number, options?: OperationOptions): AsyncGenerator<Buffer, undefined> {
    checkWhole(maxBytes, 'maxBytes', Infinity, 1);
    for (;;) {
      const chunk = await this.recv(maxBytes, options);
      if (chunk.length === 0) return;
      yield chunk;
    }
  }

  [Symbol.asyncIterator](): AsyncGenerator<Buffer, undefined> {
    return this.chunks(CHUNK_BYTES);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  [inspect.custom](...given: InspectArguments): string {
    const parts = (): string[] =>
      this.#isClosed ? ['closed'] : ['open', `received=${this.#incoming.length}`];
    return inspectLine('MemoryStream', parts, ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }
}
