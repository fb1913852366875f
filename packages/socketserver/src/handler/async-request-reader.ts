// The `rfile` of asynchronous handlers: the reader of request-reader.ts, whose calls are promises. A queue has the bytes that
// were received and not read yet.
import { inspect } from 'node:util';
import { closedError, inspectLine, rangeError } from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import { ByteQueue } from '@fdset/socket/framing';
import { iterate, iterator } from './iterate.js';
import { checkByteSize } from './request-reader.js';
import { Turns } from './turns.js';

/** Options of {@link AsyncRequestReader.lines}. */
export interface LinesOptions {
  /** How bytes become text; default `utf8`. */
  readonly encoding?: BufferEncoding | undefined;
  /** The longest line with its newline, in bytes; default 64 KiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * Reads exact counts and lines. Calls at the same time are served in order. A call that rejects has consumed nothing. A size is
 * a whole number of bytes; -1, null and Infinity are no limit.
 *
 * Every call rejects with ERR_FDSET_CLOSED after `close`, and with ERR_FDSET_INVALID_ARG_TYPE (TypeError) or
 * ERR_FDSET_OUT_OF_RANGE (RangeError) for an invalid size.
 */
export interface AsyncRequestReader extends AsyncIterable<Buffer> {
  /** Whether `close` was called. */
  readonly closed: boolean;
  /** Reads exactly `size` bytes, fewer only at the end; by default everything up to the end. */
  read(size?: number | null): Promise<Buffer>;
  /** Reads the available bytes, at most `size`; waits only when nothing is buffered. */
  read1(size?: number | null): Promise<Buffer>;
  /** Reads a line with its newline. The newline is missing at the end or after `size` bytes; at the end the line is empty. */
  readline(size?: number | null): Promise<Buffer>;
  /** Reads all lines up to the end; with a `hint` above 0 it stops once the lines have that many bytes. */
  readlines(hint?: number | null): Promise<Buffer[]>;
  /**
   * The lines as text, with their newlines, up to the end. A line that is longer than `maxBytes` ends the loop with
   * ERR_FDSET_OUT_OF_RANGE. Leaving the loop closes nothing.
   */
  lines(options?: LinesOptions): AsyncIterableIterator<string>;
  /**
   * The bytes as they come, at most `maxBytes` (default 64 KiB) at a time, up to the end. A chunk lasts until the next one is
   * asked for. Leaving the loop closes nothing.
   */
  chunks(maxBytes?: number): AsyncIterableIterator<Buffer>;
  /** Drops the buffered bytes; the connection stays open. */
  close(): void;
  /** Describes whether the reader is open, and how many bytes it buffers. */
  toString(): string;
  /** Iterates over the lines as bytes. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer>;
}

/** What a reader reads from: an AsyncSocket, or one packet. */
export interface ByteSource {
  /** The next bytes, at most `maxBytes`; empty at the end. */
  recv(maxBytes: number): Promise<Buffer>;
  /** The next bytes in memory that is used again for the ones after them. */
  chunks(maxBytes: number): AsyncIterator<Buffer, undefined>;
}

const NEWLINE = Buffer.from('\n');
const AT_ONCE = 65_536;
const LONGEST_LINE = 65_536;

/** The reader of one request. It receives `bufferSize` bytes at once; with 0 or 1 never more than the caller asks for. */
export class AsyncReader implements AsyncRequestReader {
  readonly #source: ByteSource;
  readonly #bufferSize: number;
  readonly #buffered = new ByteQueue();
  readonly #turns = new Turns();
  #ended = false;
  #closed = false;

  constructor(source: ByteSource, bufferSize: number) {
    this.#source = source;
    this.#bufferSize = bufferSize;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Counts the calls that had to wait; null while none waits. */
  get waitingCall(): number | null {
    return this.#turns.current;
  }

  read(size: number | null = null): Promise<Buffer> {
    return this.#call(
      size,
      (wanted) => this.#readExactly(wanted),
      (wanted) => {
        return this.#ended || this.#buffered.length >= wanted ? this.#takeSome(wanted) : null;
      },
    );
  }

  read1(size: number | null = null): Promise<Buffer> {
    return this.#call(
      size,
      (most) => this.#readSome(most),
      (most) => {
        return most === 0 || this.#buffered.length > 0 ? this.#takeSome(most) : null;
      },
    );
  }

  readline(size: number | null = null): Promise<Buffer> {
    return this.#call(
      size,
      (most) => this.#readLine(most),
      (most) => this.#takeLine(most),
    );
  }

  async readlines(hint: number | null = null): Promise<Buffer[]> {
    let left = this.#sizeOf(hint) || Infinity;
    const lines: Buffer[] = [];
    for await (const line of this) {
      lines.push(line);
      left -= line.length;
      if (left <= 0) break;
    }
    return lines;
  }

  lines({
    encoding = 'utf8',
    maxBytes = LONGEST_LINE,
  }: LinesOptions = {}): AsyncIterableIterator<string> {
    const longest = checkByteSize(maxBytes, 'maxBytes');
    return iterate(async () => {
      const line = await this.readline(longest + 1);
      if (line.length > longest)
        throw rangeError(`a line is longer than ${longest} bytes: raise maxBytes of lines()`);
      return line.length === 0 ? null : line.toString(encoding);
    });
  }

  chunks(maxBytes: number = AT_ONCE): AsyncIterableIterator<Buffer> {
    const chunks = this.#source.chunks(maxBytes);
    const next = (): Promise<IteratorResult<Buffer, undefined>> => {
      if (this.#closed) return Promise.reject(closedError('rfile'));
      if (this.#buffered.length === 0) return chunks.next();
      return Promise.resolve({ done: false, value: this.#takeSome(maxBytes) });
    };
    return iterator(next, () => void chunks.return?.());
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer> {
    return iterate(async () => {
      const line = await this.readline();
      return line.length === 0 ? null : line;
    });
  }

  /** Takes the bytes that were received and not read. */
  takeBuffered(): Buffer {
    return this.#takeSome(Infinity);
  }

  close(): void {
    this.#closed = true;
    this.#buffered.clear();
  }

  [inspect.custom](...given: InspectArguments): string {
    const parts = (): string[] =>
      this.#closed ? ['closed'] : ['open', `buffered=${this.#buffered.length}`];
    return inspectLine('AsyncRequestReader', parts, ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }

  /** Answers from the queue when it has enough and no other call waits; else in turn. */
  #call(
    size: number | null,
    read: (size: number) => Promise<Buffer>,
    take: (size: number) => Buffer | null,
  ): Promise<Buffer> {
    try {
      const checked = this.#sizeOf(size);
      const taken = this.#turns.current === null ? take(checked) : null;
      return taken === null ? this.#turns.run(() => read(checked)) : Promise.resolve(taken);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async #readExactly(wanted: number): Promise<Buffer> {
    while (this.#buffered.length < wanted && (await this.#receive(wanted - this.#buffered.length)));
    return this.#takeSome(wanted);
  }

  async #readSome(size: number): Promise<Buffer> {
    const most = Math.min(size, Math.max(this.#bufferSize, AT_ONCE));
    if (most > 0 && this.#buffered.length === 0) await this.#receive(most);
    return this.#takeSome(most);
  }

  async #readLine(most: number): Promise<Buffer> {
    for (;;) {
      const line = this.#takeLine(most);
      if (line !== null) return line;
      if (!(await this.#receive(1))) return this.#takeSome(most);
    }
  }

  #takeLine(most: number): Buffer | null {
    const line = this.#buffered.takeThrough(NEWLINE, most);
    if (line !== null) return line;
    return this.#ended || this.#buffered.length >= most ? this.#takeSome(most) : null;
  }

  #sizeOf(size: number | null): number {
    if (this.#closed) throw closedError('rfile');
    return checkByteSize(size, 'the size');
  }

  #takeSome(most: number): Buffer {
    return this.#buffered.takeSome(Math.min(most, this.#buffered.length));
  }

  /** Buffers the next bytes, of which the caller needs `wanted`; false at the end. It may be called again after an error. */
  async #receive(wanted: number): Promise<boolean> {
    if (this.#ended) return false;
    const most = this.#bufferSize > 1 ? this.#bufferSize : Math.min(wanted, AT_ONCE);
    const received = await this.#source.recv(most);
    if (this.#closed) throw closedError('rfile');
    this.#ended = received.length === 0;
    this.#buffered.push(received);
    return !this.#ended;
  }
}
