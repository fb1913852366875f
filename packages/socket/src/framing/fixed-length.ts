// Messages of one size, which need no mark between them.
import { checkWhole, rangeError, toBytes } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import type { Framing } from './framing.js';

/**
 * Frames of exactly `size` bytes, read as Buffers. A message of another size is refused when it is written. A stream that ends
 * within a frame is truncated (ERR_FDSET_FRAME_TRUNCATED).
 *
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `size` is no whole number >= 1
 */
export const fixedLength = (size: number): Framing<Buffer, Sendable> => {
  checkWhole(size, 'the size', Infinity, 1);
  return {
    name: `frame of ${size} bytes`,
    encode: (message) => {
      const bytes = toBytes(message);
      if (bytes.length === size) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      throw rangeError(`a message must have ${size} bytes, not ${bytes.length}`);
    },
    decode: (queue) => queue.take(size) ?? undefined,
  };
};
