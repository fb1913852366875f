// The `rfile` of handlers: a buffered reader in the manner of Python's, over blocking receives or over
// one packet.
import { closedError } from '@fdset/posix';

/** Gives the next bytes, an empty Buffer at the end. */
export type ReadMore = (maxBytes: number) => Buffer;

const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);

/**
 * Reads exact counts and lines. Every method blocks as the connection's timeout says, and throws
 * ERR_FDSET_CLOSED after `close`.
 */
export class RequestReader implements Iterable<Buffer> {
  readonly #readMore: ReadMore;
  readonly #bufferSize: number;
  #buffered: Buffer = NOTHING;
  #ended = false;
  #closed = false;

  /** @param bufferSize - how much is received at once; 0 or 1 never takes more than asked for. */
  constructor(readMore: ReadMore, bufferSize: number) {
    this.#readMore = readMore;
    this.#bufferSize = bufferSize;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Exactly `bytes` bytes, fewer only at the end; everything up to the end by default. */
  read(bytes = Infinity): Buffer {
    const parts: Buffer[] = [];
    for (let left = bytes; left > 0;) {
      const part = this.#take(left);
      if (part.length === 0) break;
      parts.push(part);
      left -= part.length;
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  /** What is there, at most `bytes`: waits only when nothing is buffered. */
  read1(bytes = this.#bufferSize): Buffer {
    return this.#take(bytes);
  }

  /** A line with its newline, without one at the end or after `limit` bytes; empty at the end. */
  readline(limit = Infinity): Buffer {
    const parts: Buffer[] = [];
    for (let left = limit; left > 0;) {
      if (this.#closed) throw closedError('rfile');
      if (this.#buffered.length === 0 && !this.#fill(1)) break;
      const newline = this.#buffered.indexOf(NEWLINE);
      const wanted = newline < 0 ? this.#buffered.length : newline + 1;
      const part = this.#take(Math.min(wanted, left));
      parts.push(part);
      left -= part.length;
      if (part[part.length - 1] === NEWLINE) break;
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  /** All lines up to the end. */
  readlines(): Buffer[] {
    return [...this];
  }

  /** Line by line. */
  *[Symbol.iterator](): Generator<Buffer, undefined> {
    for (let line = this.readline(); line.length > 0; line = this.readline()) yield line;
    return undefined;
  }

  /** Drops what is buffered; the connection stays. */
  close(): void {
    this.#closed = true;
    this.#buffered = NOTHING;
  }

  #take(bytes: number): Buffer {
    if (this.#closed) throw closedError('rfile');
    if (this.#buffered.length === 0 && !this.#fill(bytes)) return NOTHING;
    const part = this.#buffered.subarray(0, bytes);
    this.#buffered = this.#buffered.subarray(part.length);
    return part;
  }

  #fill(wanted: number): boolean {
    if (this.#ended) return false;
    const most = this.#bufferSize > 1 ? this.#bufferSize : Math.min(wanted, 65_536);
    this.#buffered = this.#readMore(most);
    this.#ended = this.#buffered.length === 0;
    return !this.#ended;
  }
}
