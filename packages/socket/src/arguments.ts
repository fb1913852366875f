// Checks of arguments that are used before the system-call layer can check them.
import {
  argTypeError,
  carriedDescriptor,
  checkList,
  checkMemory,
  isBytes,
  kindOf,
  rangeError,
  toBytes,
} from '@fdset/posix';
import type { DescriptorLike, Sendable } from '@fdset/posix';

const MAX_BYTES = 0x7fffffff;

/**
 * Checks a number of bytes to receive.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkByteCount = (value: number, name: string): number => {
  // The type is checked first, because | on a BigInt throws an error without a code.
  if (typeof value !== 'number')
    throw argTypeError(`${name} must be a number, not ${kindOf(value)}`);
  if ((value | 0) === value && value >= 0) return value;
  throw rangeError(`${name} must be a whole number from 0 to ${MAX_BYTES}, not ${value}`);
};

/**
 * The pieces of a message.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const toPieces = (data: Sendable | readonly Sendable[]): Uint8Array[] =>
  typeof data === 'string' || isBytes(data)
    ? [toBytes(data)]
    : checkList(data, 'the data').map(toBytes);

/**
 * The buffers to receive a message into, in a plain array.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const toBuffers = (buffers: Uint8Array | readonly Uint8Array[]): Uint8Array[] => {
  const list = isBytes(buffers) ? [buffers] : checkList(buffers, 'the buffers');
  for (const buffer of list) lengthOf(buffer);
  return list;
};

/** The requested length, or the rest from `offset` on; values that are no numbers are refused later. */
export const lengthFrom = (bytes: Uint8Array, offset: number, length?: number): number =>
  length ?? (typeof offset === 'number' ? bytes.length - offset : 0);

/**
 * The length of a buffer.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const lengthOf = (buffer: Uint8Array): number => {
  if (isBytes(buffer)) {
    if (buffer.length === 0) checkMemory(buffer, 'the buffer');
    return buffer.length;
  }
  throw argTypeError(`the buffer must be a Buffer or a Uint8Array, not ${kindOf(buffer)}`);
};

/**
 * How many bytes may be received into a buffer: `maxBytes`, or its length.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE even if `maxBytes` is given, because the addon takes any typed array
 */
export const roomOf = (buffer: Uint8Array, maxBytes: number | undefined): number => {
  const length = lengthOf(buffer);
  return maxBytes ?? length;
};

/**
 * `roomOf`, for a receive that fills the buffer itself.
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `maxBytes` is more than the buffer has
 */
export const roomWithin = (buffer: Uint8Array, maxBytes: number | undefined): number => {
  const most = roomOf(buffer, maxBytes);
  if (most <= buffer.length) return most;
  throw rangeError(`maxBytes must be at most the buffer's ${buffer.length}, not ${most}`);
};

/**
 * The descriptor number of a file object.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE when there is none
 */
export const toDescriptor = (file: DescriptorLike): number => {
  const fd = carriedDescriptor(file);
  if (Number.isInteger(fd) && (fd as number) >= 0) return fd as number;
  if (typeof file === 'number')
    throw rangeError(`a descriptor must be a whole number >= 0, not ${file}`);
  throw typeof file === 'object' && file !== null
    ? argTypeError('the file is closed, or has neither a descriptor in `fd` nor a `fileno()`')
    : argTypeError(`a file must be a descriptor or an object with one, not ${kindOf(file)}`);
};
