// The `rfile` of handlers: a buffered reader like Python's, over blocking receives or over one packet. A queue has the
// bytes that were received and not read yet.
import { inspect } from 'node:util';
import { argTypeError, closedError, rangeError } from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import { ByteQueue } from '@fdset/socket/framing';
import { shown } from '../basics.js';
import { inspectFile } from './inspect-file.js';

/**
 * Checks a size in bytes. As in Python, -1 and null are no limit, which is returned as Infinity.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkByteSize = (size: number | null, name: string): number => {
  if (size === null || size === -1 || size === Infinity) return Infinity;
  if (typeof size !== 'number') throw argTypeError(`${name} must be a number, not ${shown(size)}`);
  if (Number.isInteger(size) && size >= 0) return size;
  throw rangeError(`${name} must be a whole number of bytes (-1 or null is no limit), not ${size}`);
};

/** Checks the size of a buffer. As in Python's `open()`, a negative size means the usual one. */
export const checkBufferSize = (size: number, name: string, usual: number): number =>
  Number.isInteger(size) && size < 0 ? usual : checkByteSize(size, name);

/**
 * Reads exact counts and lines. Every method blocks up to the connection's timeout; a method that throws has consumed
 * nothing. A size is a whole number of bytes; -1, null and Infinity are no limit. Source: CPython
 * Modules/_io/bufferedio.c, BufferedReader.
 *
 * Every method throws ERR_FDSET_CLOSED after `close`. For an invalid size it throws ERR_FDSET_INVALID_ARG_TYPE (TypeError)
 * or ERR_FDSET_OUT_OF_RANGE (RangeError).
 */
export interface RequestReader extends Iterable<Buffer> {
  /** Whether `close` was called. */
  readonly closed: boolean;
  /** Reads exactly `size` bytes, fewer only at the end; by default everything up to the end. */
  read(size?: number | null): Buffer;
  /** Reads the available bytes, at most `size`; waits only when nothing is buffered. */
  read1(size?: number | null): Buffer;
  /** Reads a line with its newline. The newline is missing at the end or after `size` bytes; at the end the line is empty. */
  readline(size?: number | null): Buffer;
  /** Reads all lines up to the end; with a `hint` above 0 it stops once the lines have that many bytes. */
  readlines(hint?: number | null): Buffer[];
  /** Drops the buffered bytes; the connection stays open. */
  close(): void;
  /** Describes whether the reader is open, and how many bytes it buffers. */
  toString(): string;
  /** Iterates over the lines. */
  [Symbol.iterator](): Generator<Buffer, undefined>;
}

/** Returns the next bytes, at most `maxBytes`; an empty Buffer at the end. */
export type ReadMore = (maxBytes: number) => Buffer;

const NEWLINE = Buffer.from('\n');
const AT_ONCE = 65_536;

/** What a reader tells. */
export interface ReaderListener {
  /** Gets what `readMore` returned when the reader has copied it, and nobody has a view of it. */
  readonly recycle?: (received: Buffer) => void;
  /** A call of the reader begins. */
  readonly onCall?: () => void;
}

/**
 * Makes a reader that receives `bufferSize` bytes at once. With 0 or 1 it never receives more than the caller asks for.
 */
export const requestReader = (
  readMore: ReadMore,
  bufferSize: number,
  listener: ReaderListener = {},
): RequestReader => new Reader(readMore, bufferSize, listener);

class Reader implements RequestReader {
  readonly #readMore: ReadMore;
  readonly #bufferSize: number;
  readonly #onCall: (() => void) | undefined;
  readonly #buffered: ByteQueue;
  #ended = false;
  #closed = false;

  constructor(readMore: ReadMore, bufferSize: number, { recycle, onCall }: ReaderListener) {
    this.#readMore = readMore;
    this.#bufferSize = bufferSize;
    this.#onCall = onCall;
    this.#buffered = new ByteQueue({ recycle });
  }

  get closed(): boolean {
    return this.#closed;
  }

  read(size: number | null = null): Buffer {
    const wanted = this.#sizeOf(size);
    while (this.#buffered.length < wanted && this.#receive(wanted - this.#buffered.length));
    return this.#takeSome(wanted);
  }

  read1(size: number | null = null): Buffer {
    const most = Math.min(this.#sizeOf(size), Math.max(this.#bufferSize, AT_ONCE));
    if (most > 0 && this.#buffered.length === 0) this.#receive(most);
    return this.#takeSome(most);
  }

  readline(size: number | null = null): Buffer {
    const most = this.#sizeOf(size);
    for (;;) {
      const line = this.#buffered.takeThrough(NEWLINE, most);
      if (line !== null) return line;
      if (this.#buffered.length >= most || !this.#receive(1)) return this.#takeSome(most);
    }
  }

  readlines(hint: number | null = null): Buffer[] {
    let left = this.#sizeOf(hint) || Infinity;
    const lines: Buffer[] = [];
    for (const line of this) {
      lines.push(line);
      left -= line.length;
      if (left <= 0) break;
    }
    return lines;
  }

  *[Symbol.iterator](): Generator<Buffer, undefined> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line;
    return undefined;
  }

  close(): void {
    this.#closed = true;
    this.#buffered.clear();
  }

  [inspect.custom](...given: InspectArguments): string {
    return inspectFile(
      'RequestReader',
      { closed: this.#closed, buffered: this.#buffered.length },
      given,
    );
  }

  toString(): string {
    return this[inspect.custom]();
  }

  #sizeOf(size: number | null): number {
    if (this.#closed) throw closedError('rfile');
    this.#onCall?.();
    return checkByteSize(size, 'the size');
  }

  #takeSome(most: number): Buffer {
    return this.#buffered.takeSome(Math.min(most, this.#buffered.length));
  }

  /** Buffers the next bytes, of which the caller needs `wanted`; false at the end. It may be called again after an error. */
  #receive(wanted: number): boolean {
    if (this.#ended) return false;
    const received = this.#readMore(
      this.#bufferSize > 1 ? this.#bufferSize : Math.min(wanted, AT_ONCE),
    );
    this.#ended = received.length === 0;
    this.#buffered.push(received);
    return !this.#ended;
  }
}
