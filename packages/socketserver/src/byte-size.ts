// Sizes in bytes, as the files of handlers take them: -1 and null are no limit, as in Python.
import { argTypeError, rangeError } from '@fdset/posix';
import { shown } from './shown.js';

/**
 * How many bytes at most; Infinity without a limit.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkByteSize = (size: number | null, name: string): number => {
  if (size === null || size === -1 || size === Infinity) return Infinity;
  if (typeof size !== 'number') throw argTypeError(`${name} must be a number, not ${shown(size)}`);
  if (Number.isInteger(size) && size >= 0) return size;
  throw rangeError(`${name} must be a whole number of bytes (-1 or null is no limit), not ${size}`);
};

/** A buffer's size as `open()` of Python takes it: below 0 the usual one. */
export const checkBufferSize = (size: number, name: string, usual: number): number =>
  Number.isInteger(size) && size < 0 ? usual : checkByteSize(size, name);
