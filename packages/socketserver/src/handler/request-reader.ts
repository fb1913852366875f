// The `rfile` of handlers: a buffered reader in the manner of Python's, over blocking receives or over
// one packet. What it has received and not given yet is in a queue.
import { inspect } from 'node:util';
import { argTypeError, closedError, inspectLine, rangeError } from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import { ByteQueue } from '@fdset/socket/framing';
import { shown } from '../basics.js';

// Sizes in bytes, as the files of handlers take them: -1 and null are no limit, as in Python.

/**
 * How many bytes at most; Infinity without a limit.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkByteSize = (size: number | null, name: string): number => {
  if (size === null || size === -1 || size === Infinity) return Infinity;
  if (typeof size !== 'number') throw argTypeError(`${name} must be a number, not ${shown(size)}`);
  if (Number.isInteger(size) && size >= 0) return size;
  throw rangeError(`${name} must be a whole number of bytes (-1 or null is no limit), not ${size}`);
};

/** A buffer's size as `open()` of Python takes it: below 0 the usual one. */
export const checkBufferSize = (size: number, name: string, usual: number): number =>
  Number.isInteger(size) && size < 0 ? usual : checkByteSize(size, name);

/**
 * Reads exact counts and lines. Every method blocks as the connection's timeout says; one that throws has taken
 * nothing. A size is a whole number of bytes; -1, null and Infinity are no limit. Source: CPython
 * Modules/_io/bufferedio.c, BufferedReader.
 *
 * Every method throws ERR_FDSET_CLOSED after `close`, and for what is no size ERR_FDSET_INVALID_ARG_TYPE (TypeError)
 * or ERR_FDSET_OUT_OF_RANGE (RangeError).
 */
export interface RequestReader extends Iterable<Buffer> {
  /** Whether `close` was called. */
  readonly closed: boolean;
  /** Exactly `size` bytes, fewer only at the end; everything up to the end by default. */
  read(size?: number | null): Buffer;
  /** What is there, at most `size` bytes: waits only when nothing is buffered. */
  read1(size?: number | null): Buffer;
  /** A line with its newline, without one at the end or after `size` bytes; empty at the end. */
  readline(size?: number | null): Buffer;
  /** All lines up to the end; with a `hint` above 0 no further one once they have so many bytes. */
  readlines(hint?: number | null): Buffer[];
  /** Drops what is buffered; the connection stays. */
  close(): void;
  /** Whether it is open, and how many bytes it holds. */
  toString(): string;
  /** Line by line. */
  [Symbol.iterator](): Generator<Buffer, undefined>;
}

/** Gives the next bytes, at most so many, an empty Buffer at the end. */
export type ReadMore = (maxBytes: number) => Buffer;

const NEWLINE = Buffer.from('\n');
const AT_ONCE = 65_536;

/** Makes a reader that receives `bufferSize` bytes at once; one of 0 or 1 never takes more than was asked for. */
export const requestReader = (readMore: ReadMore, bufferSize: number): RequestReader =>
  new Reader(readMore, bufferSize);

class Reader implements RequestReader {
  readonly #readMore: ReadMore;
  readonly #bufferSize: number;
  readonly #buffered = new ByteQueue();
  #ended = false;
  #closed = false;

  constructor(readMore: ReadMore, bufferSize: number) {
    this.#readMore = readMore;
    this.#bufferSize = bufferSize;
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
    const parts = (): string[] =>
      this.#closed ? ['closed'] : ['open', `buffered=${this.#buffered.length}`];
    return inspectLine('RequestReader', parts, ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }

  #sizeOf(size: number | null): number {
    if (this.#closed) throw closedError('rfile');
    return checkByteSize(size, 'the size');
  }

  #takeSome(most: number): Buffer {
    return this.#buffered.takeSome(Math.min(most, this.#buffered.length));
  }

  /** Adds what comes next, for which `wanted` bytes would do; false at the end. After an error it may be tried again. */
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
