// The `wfile` of asynchronous handlers: the writer of request-writer.ts, whose calls are promises.
import { inspect } from 'node:util';
import { closedError } from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import { inspectFile } from './inspect-file.js';
import type { Outbound } from './outbound.js';
import { bytesOf } from './request-writer.js';

/**
 * Writes pieces in the order of the calls, or collects them up to the handler's `wbufsize`. Await `write`: it resolves when the
 * kernel has taken the bytes, so that a slow client slows its handler down. Until then the bytes must not change.
 *
 * A call that nobody awaits is sent as well, and its rejection is no uncaught error: the client has gone, which the next call
 * shows.
 */
export interface AsyncRequestWriter {
  /** Whether `close` was called. */
  readonly closed: boolean;
  /** How many bytes wait for `flush`. */
  readonly bufferedLength: number;
  /**
   * Writes a string as UTF-8, or the bytes of a Buffer, a typed array of integers or a DataView as they are in memory.
   * Resolves to the number of bytes. Rejects with ERR_FDSET_INVALID_ARG_TYPE for anything else, with ERR_FDSET_CLOSED after
   * `close`, with ERR_FDSET_OUTBOUND_LIMIT when too many bytes wait (`maxOutboundBytes`), and with the errors of send(2).
   */
  write(data: string | NodeJS.ArrayBufferView): Promise<number>;
  /** Writes the collected bytes. */
  flush(): Promise<void>;
  /** Flushes, waits until the kernel has taken everything, and refuses further writes; the connection stays open. */
  close(): Promise<void>;
  /** Describes whether the writer is open, and how many bytes it buffers. */
  toString(): string;
}

/** What a writer writes to: an AsyncSocket, or a packet. */
export interface ByteSink {
  /** Sends all bytes in the order of the calls; resolves to their number. */
  send(data: Buffer): Promise<number>;
}

const ignore = (): void => {};

/** The writer of one request. It collects up to `bufferSize` bytes before it writes; 0 writes at once. */
export class AsyncWriter implements AsyncRequestWriter {
  #sink: ByteSink;
  readonly #bufferSize: number;
  readonly #outbound: Outbound | null;
  #pieces: Buffer[] = [];
  #length = 0;
  #last: Promise<unknown> | null = null;
  #closed = false;

  constructor(sink: ByteSink, bufferSize: number, outbound: Outbound | null = null) {
    this.#sink = sink;
    this.#bufferSize = bufferSize;
    this.#outbound = outbound;
  }

  /** Goes on with another sink, such as the connection after it was encrypted. */
  switchTo(sink: ByteSink): void {
    this.#sink = sink;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get bufferedLength(): number {
    return this.#length;
  }

  write(data: string | NodeJS.ArrayBufferView): Promise<number> {
    try {
      if (this.#closed) throw closedError('wfile');
      const bytes = bytesOf(data);
      if (this.#bufferSize === 0) return this.#send(bytes);
      // The bytes are copied because the caller may change them before the flush.
      return this.#collect(typeof data === 'string' ? bytes : Buffer.from(bytes));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async flush(): Promise<void> {
    await this.#flush();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#flush();
    if (this.#outbound !== null && this.#outbound.failure !== null) throw this.#outbound.failure;
  }

  [inspect.custom](...given: InspectArguments): string {
    return inspectFile(
      'AsyncRequestWriter',
      { closed: this.#closed, buffered: this.#length },
      given,
    );
  }

  toString(): string {
    return this[inspect.custom]();
  }

  async #collect(bytes: Buffer): Promise<number> {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (this.#length >= this.#bufferSize) await this.#flush();
    return bytes.length;
  }

  /** Sends the collected bytes, and waits for everything that was sent before as well. */
  #flush(): Promise<unknown> | null {
    if (this.#length === 0) return this.#last;
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    return this.#send(all);
  }

  #send(bytes: Buffer): Promise<number> {
    const outbound = this.#outbound;
    const isTaken = outbound === null || outbound.admit(bytes.length);
    const sending = isTaken ? this.#sink.send(bytes) : Promise.reject(outbound.failure);
    const settled = outbound === null || !isTaken ? ignore : () => outbound.settled(bytes.length);
    // The client may go away while nobody awaits this piece, which must not end the program.
    sending.then(settled, settled);
    this.#last = sending;
    return sending;
  }
}
