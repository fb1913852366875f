// Where `recv(n)` lands. Bytes go straight into a slab of which the result becomes a view, so that
// nothing is copied and memory is taken in large steps; results that are small beside their slab
// are copied out instead, and leave the slab's (cache-warm) tail to the next call.
import { MSG_TRUNC, MSG_WAITALL } from '@fdset/posix';
import { checkByteCount, checkFlags } from './arguments.js';

// Each size of request has its slab. 256 KiB: measured; larger ones go back to the system each time
// they are freed, and every page of the next one faults.
const TINY_REQUEST = 2 * 1024;
const TINY_SLAB = 16 * 1024;
const SMALL_REQUEST = 16 * 1024;
const SMALL_SLAB = 64 * 1024;
const LARGE_SLAB = 256 * 1024;
// No transport hands over more at once, and a slab of 2 GiB for `recv(2 ** 31 - 1)` helps nobody.
const MAX_REQUEST = 16 * 1024 * 1024;
// A result keeps its whole slab alive: never more than this many times its own size, or the tiny slab.
const MAX_PINNED_RATIO = 16;

// Buffer's own species: the class of what slice and subarray give. Made directly, a view costs half as much.
const View = (Buffer as unknown as { [Symbol.species]: ViewConstructor })[Symbol.species];
type ViewConstructor = new (memory: ArrayBufferLike, offset: number, length: number) => Buffer;

/** Room for one result at the tail of a slab; handed-out bytes are never written again. */
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
    // With MSG_TRUNC the kernel tells a datagram's own length, which may be more than there is.
    const end = start + Math.min(received, this.length);
    if (this.slab.length > TINY_SLAB && (end - start) * MAX_PINNED_RATIO < this.slab.length)
      return this.#copy(start, end);
    // Word alignment keeps typed-array views over a result possible.
    this.offset = (end + 7) & ~7;
    return new View(this.#memory, start, end - start);
  }

  /** The room as a place of its own, which later calls leave alone: some bytes are in it, and more are to come. */
  claim(): ReceivePool {
    const own = new ReceivePool(this.slab.length).#use(this.slab);
    own.offset = this.offset;
    own.length = this.length;
    // No bit operation: MSG_WAITALL may ask for 2 GiB, and 32 bits would turn the end into a number below 0.
    this.offset = Math.min(Math.ceil((this.offset + this.length) / 8) * 8, this.slab.length);
    return own;
  }

  // Not Buffer.allocUnsafe: its pool is Node's own, of a size that grows from version to version.
  #copy(start: number, end: number): Buffer {
    const length = end - start;
    const isTiny = length <= TINY_REQUEST;
    const copy = isTiny ? tinyPool.reserve(length).take(length) : Buffer.allocUnsafeSlow(length);
    this.slab.copy(copy, 0, start, end);
    return copy;
  }

  /** Room that shows zeros where the kernel writes nothing. */
  static zeroed(length: number): ReceivePool {
    return new ReceivePool(length).#use(Buffer.alloc(length)).reserve(length);
  }
}

const tinyPool = new ReceivePool(TINY_SLAB);
const smallPool = new ReceivePool(SMALL_SLAB);
const largePool = new ReceivePool(LARGE_SLAB);

/**
 * Room for a result of at most `maxBytes`. It is valid until the next call: nothing may run between
 * this and `take`.
 */
export const reserveRoom = (maxBytes: number, flags: number): ReceivePool => {
  checkFlags(flags);
  const wanted = checkByteCount(maxBytes, 'maxBytes');
  // MSG_WAITALL promises the whole length; anything else may be asked for in reasonable pieces.
  const length = (flags & MSG_WAITALL) === 0 ? Math.min(wanted, MAX_REQUEST) : wanted;
  // MSG_TRUNC makes TCP throw bytes away instead of writing them: a slab's earlier ones would show.
  if ((flags & MSG_TRUNC) !== 0) return ReceivePool.zeroed(length);
  if (length <= TINY_REQUEST) return tinyPool.reserve(length);
  return (length <= SMALL_REQUEST ? smallPool : largePool).reserve(length);
};
