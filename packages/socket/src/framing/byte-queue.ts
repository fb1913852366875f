// A queue of bytes that come in chunks and leave in other pieces, which every framing needs. It does not depend on sockets.
import { argTypeError, checkMemory, checkWhole, isBytes, kindOf, rangeError } from '@fdset/posix';

/** Options of a queue. */
export interface ByteQueueOptions {
  /** The most bytes that the queue may have; default `Infinity`. */
  readonly maxBytes?: number | undefined;
  /**
   * Called with each chunk that the queue does not need any more, and of which no piece is a view, for example to give its
   * memory back (`Socket.recycle`). It may be called in `push`, because small chunks are copied at once. Then each chunk must
   * have memory of its own: two chunks that are parts of one result would be given back with the first.
   */
  readonly recycle?: ((chunk: Buffer) => void) | undefined;
}

// Small chunks are joined up to this size. A peer that sends byte by byte then does not cost an object for each byte, and a
// search need not begin at each of them.
const JOINED_BYTES = 4096;

/**
 * A queue of bytes: chunks are pushed at the end, and pieces of any size are peeked at or taken from the front. A piece that
 * lies in one chunk is a view of it, any other piece is a copy. Small chunks are copied once, to join them. Sizes are in
 * bytes.
 *
 * The queue keeps the chunks themselves, so do not write to them afterwards. A piece that is a view keeps its chunk in memory.
 */
export class ByteQueue {
  readonly #maxBytes: number;
  readonly #recycle: (chunk: Buffer) => void;
  readonly #chunks: Buffer[] = [];
  /** The memory of the last chunk, if the queue has allocated it, with room behind the chunk. */
  #joined: Buffer | null = null;
  /** How many bytes of the first chunk were taken. */
  #taken = 0;
  /** Whether a piece is a view of the first chunk; no piece is one of any other. */
  #isViewed = false;
  #length = 0;
  /** The delimiter of the last search. */
  #delimiter: Uint8Array | null = null;
  /** The delimiter does not begin before this position. */
  #searched = 0;

  /**
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `maxBytes` is below 1
   */
  constructor({ maxBytes = Infinity, recycle = keep }: ByteQueueOptions = {}) {
    this.#maxBytes = maxBytes === Infinity ? maxBytes : checkSize(maxBytes, 'maxBytes', 1);
    if (typeof recycle !== 'function')
      throw argTypeError(`recycle must be a function, not ${kindOf(recycle)}`);
    this.#recycle = recycle;
  }

  /** How many bytes are in the queue. */
  get length(): number {
    return this.#length;
  }

  /** How many more bytes the queue may have, which is the most to receive. */
  get room(): number {
    return this.#maxBytes - this.#length;
  }

  /**
   * Appends bytes; the queue keeps the chunk, not a copy.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when it would have more than `maxBytes`; it is unchanged then
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
    this.#length += bytes.length;
    this.#append(bytes);
  }

  /**
   * Returns the first `size` bytes, or fewer when there are fewer, without taking them.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `size` is no whole number >= 0
   */
  peek(size: number): Buffer {
    return this.#piece(Math.min(checkSize(size, 'the size', 0), this.#length));
  }

  /**
   * Takes `size` bytes. When there are fewer, it takes nothing and returns null.
   * @throws as `peek`
   */
  take(size: number): Buffer | null {
    return checkSize(size, 'the size', 0) > this.#length ? null : this.#take(size);
  }

  /** Takes up to `size` bytes; default: everything. @throws as `peek` */
  takeSome(size = this.#length): Buffer {
    return this.#take(Math.min(checkSize(size, 'the size', 0), this.#length));
  }

  /**
   * Takes everything up to and including the first `delimiter`, which has one byte or several. When no delimiter ends within
   * the first `maxBytes` (default: anywhere), it takes nothing and returns null. The next call searches only new bytes.
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

  /** Drops up to `size` bytes, for example what `peek` has shown. @throws as `peek` */
  skip(size: number): void {
    this.#drop(Math.min(checkSize(size, 'the size', 0), this.#length));
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
    const joined = this.#joined ?? this.#copyJoined(last);
    // Pieces that were taken end before this position, so their bytes do not change.
    chunk.copy(joined, last.length);
    this.#chunks[this.#chunks.length - 1] = joined.subarray(0, last.length + chunk.length);
    this.#recycle(chunk);
  }

  #copyJoined(last: Buffer): Buffer {
    const joined = Buffer.allocUnsafeSlow(JOINED_BYTES);
    last.copy(joined);
    this.#joined = joined;
    if (this.#chunks.length === 1) this.#release(last);
    else this.#recycle(last);
    return joined;
  }

  /** Recycles the first chunk, unless a piece is a view of it. */
  #release(first: Buffer): void {
    const isViewed = this.#isViewed;
    this.#isViewed = false;
    if (!isViewed) this.#recycle(first);
  }

  #searchFor(delimiter: Uint8Array): void {
    if (this.#delimiter !== null && areSame(this.#delimiter, delimiter)) return;
    this.#delimiter = Uint8Array.from(delimiter);
    this.#searched = 0;
  }

  /** The position behind the first delimiter that ends at `limit` at the latest, or -1; it remembers how far it has searched. */
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

  /** The position of a delimiter that begins in the chunk at `start` and may end in a later one; -1 when there is none. */
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
    // Most pieces lie in the first chunk, and a list of one part costs more than the part.
    const first = this.#chunks[0];
    const offset = this.#taken;
    if (first !== undefined && to + offset <= first.length)
      return first.subarray(from + offset, to + offset);
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

  /** The first `size` bytes, for the caller. */
  #piece(size: number): Buffer {
    const piece = this.#slice(0, size);
    if (piece.buffer === this.#chunks[0]?.buffer) this.#isViewed = true;
    return piece;
  }

  #take(size: number): Buffer {
    const piece = this.#piece(size);
    this.#drop(size);
    return piece;
  }

  #drop(size: number): void {
    this.#length -= size;
    this.#searched = Math.max(this.#searched - size, 0);
    this.#taken += size;
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      if (this.#taken < first.length) return;
      this.#taken -= first.length;
      this.#chunks.shift();
      this.#release(first);
    }
    this.#joined = null;
  }
}

const keep = (): void => {};

// Calling Buffer.compare costs more than searching a short line.
const areSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === 1 ? b.length === 1 && a[0] === b[0] : Buffer.compare(a, b) === 0;

const checkSize = (size: number, name: string, least: number): number =>
  checkWhole(size, name, Infinity, least);
