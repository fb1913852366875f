// The `wfile` of handlers: a writer in the manner of Python's, over a connection or into a packet.
import { closedError } from '@fdset/posix';
import type { Sendable } from '@fdset/socket';

/** Puts all bytes out. */
export type WriteAll = (data: Buffer) => void;

/** Collects up to `bufferSize` bytes before it writes; 0 writes each piece whole and at once. */
export class RequestWriter {
  readonly #writeAll: WriteAll;
  readonly #bufferSize: number;
  #pieces: Buffer[] = [];
  #length = 0;
  #closed = false;

  constructor(writeAll: WriteAll, bufferSize: number) {
    this.#writeAll = writeAll;
    this.#bufferSize = bufferSize;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** How many bytes wait for `flush`. */
  get bufferedLength(): number {
    return this.#length;
  }

  /**
   * Writes bytes, or a string as UTF-8; returns how many bytes that are.
   * @throws {TypeError} ERR_FDSET_CLOSED after `close`: what is written then would be lost
   */
  write(data: Sendable): number {
    if (this.#closed) throw closedError('wfile');
    const bytes = typeof data === 'string' ? Buffer.from(data) : Buffer.from(data);
    if (this.#bufferSize === 0) {
      this.#writeAll(bytes);
      return bytes.length;
    }
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (this.#length >= this.#bufferSize) this.flush();
    return bytes.length;
  }

  /** Writes what was collected. */
  flush(): void {
    if (this.#length === 0) return;
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    this.#writeAll(all);
  }

  /** Flushes and forgets; the connection stays. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.flush();
  }
}
