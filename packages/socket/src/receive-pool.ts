// The memory for the results of `recv(n)`. The kernel writes directly into a slab, and the result is a view of it, so nothing
// is copied and memory is allocated in large steps. A result that is small compared to its slab is copied out instead, and
// the next call uses the same (cache-warm) part of the slab.
import { MSG_TRUNC, MSG_WAITALL, checkMessageFlags } from '@fdset/posix';
import { checkByteCount } from './arguments.js';

// Each range of sizes has its own slab. 256 KiB was measured: larger slabs go back to the system each time they are freed, and
// every page of the next one faults.
const TINY_REQUEST = 2 * 1024;
const TINY_SLAB = 16 * 1024;
const SMALL_REQUEST = 16 * 1024;
const SMALL_SLAB = 64 * 1024;
const LARGE_SLAB = 256 * 1024;
// No transport delivers more at once, so `recv(2 ** 31 - 1)` need not allocate 2 GiB.
const MAX_REQUEST = 16 * 1024 * 1024;
// A result keeps its whole slab alive. The slab may have at most this many times the size of the result, or be the tiny slab.
const MAX_PINNED_RATIO = 16;

// Buffer's species is the class of the views that slice and subarray return. Making a view directly costs half as much.
const View = (Buffer as unknown as { [Symbol.species]: ViewConstructor })[Symbol.species];
type ViewConstructor = new (memory: ArrayBufferLike, offset: number, length: number) => Buffer;

/** A slab with room for one result at its tail. Bytes that were handed out are never written again. */
export class ReceivePool {
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
      return this.#copy(start, end);
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

  // This does not use Buffer.allocUnsafe, because Node's own pool grows from version to version.
  #copy(start: number, end: number): Buffer {
    const length = end - start;
    const isTiny = length <= TINY_REQUEST;
    const copy = isTiny ? tinyPool.reserve(length).take(length) : Buffer.allocUnsafeSlow(length);
    this.slab.copy(copy, 0, start, end);
    return copy;
  }

  /** Makes room filled with zeros, which show where the kernel writes nothing. */
  static zeroed(length: number): ReceivePool {
    return new ReceivePool(length).#use(Buffer.alloc(length)).reserve(length);
  }
}

const tinyPool = new ReceivePool(TINY_SLAB);
const smallPool = new ReceivePool(SMALL_SLAB);
const largePool = new ReceivePool(LARGE_SLAB);

/**
 * Reserves room for a result of at most `maxBytes`. It is valid until the next call, so no other code may run between
 * this and `take`.
 */
export const reserveRoom = (maxBytes: number, flags: number): ReceivePool => {
  checkMessageFlags(flags);
  const wanted = checkByteCount(maxBytes, 'maxBytes');
  // MSG_WAITALL promises the whole length; without it a shorter receive is allowed.
  const length = (flags & MSG_WAITALL) === 0 ? Math.min(wanted, MAX_REQUEST) : wanted;
  // With MSG_TRUNC TCP discards bytes instead of writing them, and earlier bytes of the slab would show.
  if ((flags & MSG_TRUNC) !== 0) return ReceivePool.zeroed(length);
  if (length <= TINY_REQUEST) return tinyPool.reserve(length);
  return (length <= SMALL_REQUEST ? smallPool : largePool).reserve(length);
};
