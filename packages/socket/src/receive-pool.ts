// The memory for the results of `recv(n)`. The kernel writes directly into a slab, and the result is a view of it, so nothing
// is copied and memory is allocated in large steps. A result that is small compared to its slab is copied out instead, and
// the next call uses the same (cache-warm) part of the slab.
import { MAX_PINNED_RATIO, View } from './room.js';
import type { Room } from './room.js';

// Each range of sizes has its own slab. 256 KiB was measured: larger slabs go back to the system each time they are freed, and
// every page of the next one faults.
/** Results of at most so many bytes share slabs. */
export const TINY_REQUEST = 2 * 1024;
const TINY_SLAB = 16 * 1024;
const SMALL_REQUEST = 16 * 1024;
const SMALL_SLAB = 64 * 1024;
const LARGE_SLAB = 256 * 1024;
/** A slab with room for one result at its tail. Bytes that were handed out are never written again. */
export class ReceivePool implements Room {
  slab: Buffer = Buffer.alloc(0);
  #memory: ArrayBufferLike = this.slab.buffer;
  offset = 0;
  length = 0;
  readonly #slabBytes: number;

  constructor(slabBytes: number) {
    this.#slabBytes = slabBytes;
  }

  /** Makes sure that `length` bytes are free at `offset`. */
  reserve(length: number): this {
    this.length = length;
    if (this.slab.length - this.offset >= length) return this;
    return this.#use(Buffer.allocUnsafeSlow(Math.max(this.#slabBytes, length)));
  }

  #use(slab: Buffer): this {
    this.slab = slab;
    this.#memory = slab.buffer;
    this.offset = 0;
    return this;
  }

  /** The first `received` bytes of the room, as a Buffer of the caller's own. */
  take(received: number): Buffer {
    const start = this.offset;
    // With MSG_TRUNC the kernel returns the datagram's own length, which may be more than the room.
    const end = start + Math.min(received, this.length);
    if (this.slab.length > TINY_SLAB && (end - start) * MAX_PINNED_RATIO < this.slab.length)
      return copyOut(this.slab, start, end);
    // Word alignment keeps typed-array views over a result possible.
    this.offset = (end + 7) & ~7;
    return new View(this.#memory, start, end - start);
  }

  /** Keeps the room for a result that is received in several parts, so that later calls do not use it. */
  claim(): ReceivePool {
    const own = new ReceivePool(this.slab.length).#use(this.slab);
    own.offset = this.offset;
    own.length = this.length;
    // This avoids a bit operation: MSG_WAITALL may request 2 GiB, and in 32 bits the end would be negative.
    this.offset = Math.min(Math.ceil((this.offset + this.length) / 8) * 8, this.slab.length);
    return own;
  }

  /** Makes room filled with zeros, which show where the kernel writes nothing. */
  static zeroed(length: number): ReceivePool {
    return new ReceivePool(length).#use(Buffer.alloc(length)).reserve(length);
  }
}

/** Copies a result that is small compared to the memory that it was received into. */
export const copyOut = (slab: Buffer, start: number, end: number): Buffer => {
  const length = end - start;
  const isTiny = length <= TINY_REQUEST;
  // This does not use Buffer.allocUnsafe, because Node's own pool grows from version to version.
  const copy = isTiny ? tinyPool.reserve(length).take(length) : Buffer.allocUnsafeSlow(length);
  slab.copy(copy, 0, start, end);
  return copy;
};

const tinyPool = new ReceivePool(TINY_SLAB);
const smallPool = new ReceivePool(SMALL_SLAB);
const largePool = new ReceivePool(LARGE_SLAB);

/** Reserves room for a result of at most `length` bytes. */
export const reserveShared = (length: number): ReceivePool => {
  if (length <= TINY_REQUEST) return tinyPool.reserve(length);
  return (length <= SMALL_REQUEST ? smallPool : largePool).reserve(length);
};
