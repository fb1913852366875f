// The memory for one result, whichever kind it is.

/** Room for one result: `length` bytes of `slab` from `offset` on. */
export interface Room {
  readonly slab: Buffer;
  readonly offset: number;
  readonly length: number;
  /** The first `received` bytes, as a Buffer of the caller's own. The room is not used again. */
  take(received: number): Buffer;
  /** Keeps the room for a result that is received in several parts, so that later calls do not use it. */
  claim(): Room;
}

/** A result keeps its whole memory alive. It may have at most this many times the size of the result, or be the tiny slab. */
export const MAX_PINNED_RATIO = 16;

type ViewConstructor = new (memory: ArrayBufferLike, offset: number, length: number) => Buffer;
/** The class of the views that `Buffer.subarray` returns, its species. Making a view directly costs half as much. */
export const View = (Buffer as unknown as { [Symbol.species]: ViewConstructor })[Symbol.species];
