// Messages after their length as a whole number of 1, 2, 4 or 8 bytes.
import { argTypeError, checkOptionNames, checkWhole, kindOf, rangeError } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import type { Framing } from './framing.js';
import { checkMaxBytes } from './max-bytes.js';
import type { FrameLimitOptions } from './max-bytes.js';
import { prefixed } from './prefixed.js';

/** Options of {@link lengthPrefixed}. */
export interface LengthPrefixedOptions extends FrameLimitOptions {
  /** How many bytes the length has; default 4. */
  readonly bytes?: 1 | 2 | 4 | 8 | undefined;
  /** Which byte of the length comes first, the most (`'big'`, default) or the least significant one. */
  readonly endianness?: Endianness | undefined;
}

/** The order of the bytes of a number, named as `os.endianness()` and CPython's `int.from_bytes` have it. */
export type Endianness = 'big' | 'little';

const NO_TRAILER = Buffer.alloc(0);

/**
 * Frames of a length without sign and so many bytes, read as Buffers; the length does not count itself. A stream that ends
 * within a frame is truncated (ERR_FDSET_FRAME_TRUNCATED).
 *
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for other `bytes` or another `endianness`, and when `maxBytes` is no whole number
 *   >= 1
 */
export const lengthPrefixed = (options: LengthPrefixedOptions = {}): Framing<Buffer, Sendable> => {
  checkOptionNames(options, ['maxBytes', 'bytes', 'endianness'], 'lengthPrefixed');
  const bytes = checkBytes(options.bytes ?? 4);
  const { read, write } = codecs[checkEndianness(options.endianness ?? 'big')];
  return prefixed({
    name: 'length-prefixed frame',
    mostBytes: bytes,
    maxBytes: checkMaxBytes(options.maxBytes, 256 ** bytes - 1),
    trailer: NO_TRAILER,
    read: (front) => (front.length < bytes ? null : { bytes, length: read(front, bytes) }),
    write: (length) => {
      const header = Buffer.alloc(bytes);
      write(header, length);
      return header;
    },
  });
};

// A Buffer reads and writes numbers of up to 6 bytes, and has the 8 as BigInts. A length above 2^53 loses digits, and is
// refused all the same.
const codecs = {
  big: {
    read: (front: Buffer, bytes: number): number =>
      bytes === 8 ? Number(front.readBigUInt64BE()) : front.readUIntBE(0, bytes),
    write: (header: Buffer, length: number): number =>
      header.length === 8
        ? header.writeBigUInt64BE(BigInt(length))
        : header.writeUIntBE(length, 0, header.length),
  },
  little: {
    read: (front: Buffer, bytes: number): number =>
      bytes === 8 ? Number(front.readBigUInt64LE()) : front.readUIntLE(0, bytes),
    write: (header: Buffer, length: number): number =>
      header.length === 8
        ? header.writeBigUInt64LE(BigInt(length))
        : header.writeUIntLE(length, 0, header.length),
  },
};

const checkBytes = (bytes: number): number => {
  checkWhole(bytes, 'bytes', 8, 1);
  if ([1, 2, 4, 8].includes(bytes)) return bytes;
  throw rangeError(`bytes must be 1, 2, 4 or 8, not ${bytes}`);
};

const checkEndianness = (endianness: Endianness): Endianness => {
  if (endianness === 'big' || endianness === 'little') return endianness;
  if (typeof endianness === 'string')
    throw rangeError(`endianness must be 'big' or 'little', not ${JSON.stringify(endianness)}`);
  throw argTypeError(`endianness must be 'big' or 'little', not ${kindOf(endianness)}`);
};
