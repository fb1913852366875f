// Memory that has only one result, which the program gives back when it does not need the result any more. The next result
// then uses the memory again, while it is in the caches and its pages are mapped. docs/decisions/0033 has the figures.

// The sizes of memory are powers of four, because a result may have a sixteenth of its memory (own-room.ts). Each size has a
// list of free memory, with at most as many bytes as the largest size.
const LEAST_BITS = 10;
const BITS_BETWEEN = 2;
const SIZES = 7;
const MAX_FREE_BYTES = 4 * 1024 * 1024;

// Detaching memory leaves the views that the program has kept empty, so they never show bytes of a later result.
// `transfer` moves the memory to a new ArrayBuffer without copying it, in a fraction of a microsecond. Node 20 lacks it;
// structuredClone does the same there, but takes 1.2 us and more, which only results of 64 KiB are worth.
// Both functions are kept from the beginning, because other code may replace them later.
type Transfer = (this: ArrayBuffer) => ArrayBuffer;
const transfer = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, 'transfer')?.value as
  Transfer | undefined;
const clone = structuredClone;
const LEAST_CLONED = 64 * 1024;

const move: (memory: ArrayBuffer) => ArrayBuffer =
  transfer === undefined
    ? (memory) => clone(memory, { transfer: [memory] })
    : (memory) => transfer.call(memory);

/** Whether giving back memory of this size is worth its cost. */
export const isWorthReturning = (bytes: number): boolean =>
  transfer !== undefined || bytes >= LEAST_CLONED;

// A private field marks the memory. A property could be forged, and a WeakSet took up to 1 us more for each result.
const Returning = function (memory: ArrayBuffer): ArrayBuffer {
  return memory;
} as unknown as new (memory: ArrayBuffer) => ArrayBuffer;

class Own extends Returning {
  readonly #isOwn = true;

  static is(memory: ArrayBufferLike): memory is ArrayBuffer {
    return #isOwn in memory && memory.#isOwn;
  }
}

const own = (memory: ArrayBuffer): ArrayBuffer => new Own(memory);

const free: ArrayBuffer[][] = Array.from({ length: SIZES }, () => []);

/** The index of the least size that is not below `bytes`. */
const sizeIndex = (bytes: number): number => {
  const bits = 32 - Math.clz32(Math.max(bytes, 1) - 1);
  return Math.max(0, Math.ceil((bits - LEAST_BITS) / BITS_BETWEEN));
};

const bytesAt = (index: number): number =>
  index < 0 ? 0 : 2 ** (LEAST_BITS + BITS_BETWEEN * index);

/** Takes free memory for at most `bytes`, or allocates it. Its contents are undefined. */
export const takeMemory = (bytes: number): ArrayBuffer => {
  const index = sizeIndex(bytes);
  const memory = free[index]?.pop();
  if (memory !== undefined) return memory;
  const length = index < SIZES ? bytesAt(index) : bytes;
  // Unlike a new ArrayBuffer, this memory is not filled with zeros.
  return own(Buffer.allocUnsafeSlow(length).buffer);
};

/** Keeps memory of which nobody has a view. Memory that was detached meanwhile is none. */
export const freeMemory = (memory: ArrayBuffer): void => {
  const { byteLength } = memory;
  if (byteLength === 0) return;
  const list = free[sizeIndex(byteLength)];
  if (list !== undefined && (list.length + 1) * byteLength <= MAX_FREE_BYTES) list.push(memory);
};

/**
 * Detaches memory that `takeMemory` returned, and returns the same bytes as a new ArrayBuffer; null for memory that is detached
 * already, or that the program has marked as not to be transferred.
 */
export const renew = (memory: ArrayBuffer): ArrayBuffer | null => {
  if (memory.byteLength === 0) return null;
  try {
    return own(move(memory));
  } catch {
    return null;
  }
};

/** The same for any memory; null also for memory from elsewhere. */
export const renewIfOwn = (memory: ArrayBufferLike): ArrayBuffer | null =>
  Own.is(memory) ? renew(memory) : null;

/** The size of memory below one of `takeMemory`; 0 when there is none. */
export const nextSmaller = (bytes: number): number => bytesAt(sizeIndex(bytes) - 1);
