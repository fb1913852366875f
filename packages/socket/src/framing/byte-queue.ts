// Bytes that come in chunks and go out in other pieces: what every framing begins with. It knows nothing of sockets.
import { argTypeError, checkMemory, rangeError } from '@fdset/posix';
import { isBytes } from '../arguments.js';

/** How a queue is made. */
export interface ByteQueueOptions {
  /** The most bytes that it holds; default `Infinity`. */
  readonly maxBytes?: number | undefined;
}

// Smaller chunks are joined: a peer that sends byte by byte costs memory for its bytes, not for an object to each, and a
// search need not begin at each of them.
const JOINED_BYTES = 4096;

/**
 * A queue of bytes: chunks are pushed behind, pieces of any size are taken in front, with a look at them before. What is
 * taken is a view of its chunk where it lies in one, else a copy. Small chunks are copied once, to join them. Sizes are in bytes.
 *
 * The chunks are kept as they are: do not write to them afterwards. A piece that is a view keeps its chunk in memory.
 */
export class ByteQueue {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  /** The memory of the last chunk, where it is our own and has room behind it. */
  #joined: Buffer | null = null;
  /** What was taken of the first chunk. */
  #taken = 0;
  #length = 0;
  /** The delimiter that was looked for, and before which place none begins. */
  #delimiter: Uint8Array | null = null;
  #searched = 0;

  /**
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `maxBytes` is below 1
   */
  constructor({ maxBytes = Infinity }: ByteQueueOptions = {}) {
    this.#maxBytes = maxBytes === Infinity ? maxBytes : checkSize(maxBytes, 'maxBytes', 1);
  }

  /** How many bytes it holds. */
  get length(): number {
    return this.#length;
  }

  /** How many more it may hold: what to receive at most. */
  get room(): number {
    return this.#maxBytes - this.#length;
  }

  /**
   * Appends bytes; the queue keeps the chunk, not a copy.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when it would hold more than `maxBytes`; it is unchanged then
   */
  push(chunk: Uint8Array): void {
    if (!isBytes(chunk))
      throw argTypeError(`a chunk must be a Buffer or a Uint8Array, not ${typeof chunk}`);
    if (chunk.length === 0) return checkMemory(chunk, 'a chunk');
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (bytes.length > this.room)
      throw rangeError(
        `a queue of ${this.#maxBytes} bytes that holds ${this.#length} has no room for ${bytes.length}`,
      );
    this.#append(bytes);
    this.#length += bytes.length;
  }

  /**
   * The first `size` bytes, fewer when it holds fewer; they stay in it.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `size` is no whole number >= 0
   */
  peek(size: number): Buffer {
    return this.#slice(0, Math.min(checkSize(size, 'the size', 0), this.#length));
  }

  /**
   * Takes `size` bytes; null, and nothing is taken, when it holds fewer.
   * @throws as `peek`
   */
  take(size: number): Buffer | null {
    return checkSize(size, 'the size', 0) > this.#length ? null : this.#take(size);
  }

  /** Takes what it holds, at most `size` bytes; default: everything. @throws as `peek` */
  takeSome(size = this.#length): Buffer {
    return this.#take(Math.min(checkSize(size, 'the size', 0), this.#length));
  }

  /**
   * Takes everything up to and with the first `delimiter`, one byte or several; null, and nothing is taken, when it holds none
   * that ends within the first `maxBytes` (default: anywhere). When more bytes have come only those are searched.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for an empty delimiter, and when `maxBytes` is no whole number >= 0
   */
  takeThrough(delimiter: Uint8Array, maxBytes = Infinity): Buffer | null {
    if (!isBytes(delimiter))
      throw argTypeError(`a delimiter must be a Buffer or a Uint8Array, not ${typeof delimiter}`);
    if (delimiter.byteLength === 0) throw rangeError('a delimiter must have at least one byte');
    const most = maxBytes === Infinity ? maxBytes : checkSize(maxBytes, 'maxBytes', 0);
    this.#searchFor(delimiter);
    const end = this.#endOf(delimiter, Math.min(most, this.#length));
    return end < 0 ? null : this.#take(end);
  }

  /** Drops everything. */
  clear(): void {
    this.#drop(this.#length);
  }

  #append(chunk: Buffer): void {
    const last = this.#chunks.at(-1);
    if (last === undefined || last.length + chunk.length > JOINED_BYTES) {
      this.#chunks.push(chunk);
      this.#joined = null;
      return;
    }
    const joined = this.#joined ?? Buffer.allocUnsafeSlow(JOINED_BYTES);
    if (this.#joined === null) last.copy(joined);
    this.#joined = joined;
    // Pieces that were taken end before this place: nothing of theirs is written to.
    chunk.copy(joined, last.length);
    this.#chunks[this.#chunks.length - 1] = joined.subarray(0, last.length + chunk.length);
  }

  #searchFor(delimiter: Uint8Array): void {
    if (this.#delimiter !== null && Buffer.compare(this.#delimiter, delimiter) === 0) return;
    this.#delimiter = Uint8Array.from(delimiter);
    this.#searched = 0;
  }

  /** Behind the first delimiter that ends at `limit` at the latest; -1 when there is none, which is remembered. */
  #endOf(delimiter: Uint8Array, limit: number): number {
    const lastBegin = limit - delimiter.length;
    let start = -this.#taken;
    for (const chunk of this.#chunks) {
      if (start > lastBegin) break;
      const end = start + chunk.length;
      const begin = end > this.#searched ? this.#beginIn(chunk, start, delimiter) : -1;
      if (begin > lastBegin) break;
      if (begin >= 0) return begin + delimiter.length;
      start = end;
    }
    this.#searched = Math.max(this.#searched, lastBegin + 1);
    return -1;
  }

  /** Where a delimiter begins in the chunk at `start`, though it may end in a later one; -1 when none does. */
  #beginIn(chunk: Buffer, start: number, delimiter: Uint8Array): number {
    const from = Math.max(this.#searched - start, 0);
    const [first] = delimiter;
    const found = chunk.indexOf(delimiter.length === 1 ? (first as number) : delimiter, from);
    if (found >= 0 || delimiter.length === 1) return found < 0 ? -1 : start + found;
    const seam = Math.max(from, chunk.length - delimiter.length + 1);
    const across = this.#slice(start + seam, start + chunk.length + delimiter.length - 1);
    const begin = across.indexOf(delimiter);
    return begin < 0 ? -1 : start + seam + begin;
  }

  #slice(from: number, to: number): Buffer {
    const parts: Buffer[] = [];
    let start = -this.#taken;
    for (const chunk of this.#chunks) {
      if (start >= to) break;
      const end = start + chunk.length;
      if (end > from) parts.push(chunk.subarray(Math.max(from - start, 0), to - start));
      start = end;
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  #take(size: number): Buffer {
    const piece = this.#slice(0, size);
    this.#drop(size);
    return piece;
  }

  #drop(size: number): void {
    this.#length -= size;
    this.#searched = Math.max(this.#searched - size, 0);
    this.#taken += size;
    for (let [first] = this.#chunks; first !== undefined; [first] = this.#chunks) {
      if (this.#taken < first.length) return;
      this.#taken -= first.length;
      this.#chunks.shift();
    }
    this.#joined = null;
  }
}

const checkSize = (size: number, name: string, least: number): number => {
  if (typeof size !== 'number') throw argTypeError(`${name} must be a number, not ${typeof size}`);
  if (Number.isInteger(size) && size >= least) return size;
  throw rangeError(`${name} must be a whole number of bytes >= ${least}, not ${size}`);
};
