// Checks of arguments that the system-call layer cannot make for us, because they are used before it.
import { types } from 'node:util';
import { argTypeError, checkMemory, rangeError } from '@fdset/posix';

/** What is sent: bytes, or a string that goes out as UTF-8. */
export type Sendable = string | Uint8Array;

const MAX_BYTES = 0x7fffffff;

/** Whether a value is bytes, of whatever realm; unlike `instanceof` it runs no code of the caller's. */
export const isBytes: (value: unknown) => value is Uint8Array = types.isUint8Array;

/**
 * A number of bytes to receive.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkByteCount = (value: number, name: string): number => {
  // The type first: of a BigInt | throws an error of the engine's own.
  if (typeof value !== 'number') throw argTypeError(`${name} must be a number, not ${kind(value)}`);
  if ((value | 0) === value && value >= 0) return value;
  throw rangeError(`${name} must be a whole number from 0 to ${MAX_BYTES}, not ${value}`);
};

/**
 * The bytes of what is to be sent.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const toBytes = (data: Sendable): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  if (isBytes(data)) {
    if (data.length === 0) checkMemory(data, 'the data');
    return data;
  }
  throw argTypeError(`the data must be a string, a Buffer or a Uint8Array, not ${kind(data)}`);
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
 * The buffers that a message is scattered into, in a plain array.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const toBuffers = (buffers: Uint8Array | readonly Uint8Array[]): Uint8Array[] => {
  const list = isBytes(buffers) ? [buffers] : checkList(buffers, 'the buffers');
  for (const buffer of list) lengthOf(buffer);
  return list;
};

/**
 * A plain copy of an array, in which a hole is undefined: `map` would leave it out.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkList = <T>(list: readonly T[], name: string): T[] => {
  if (Array.isArray(list)) return Array.from<T>(list);
  throw argTypeError(`${name} must be an array, not ${kind(list)}`);
};

/**
 * Options that were checked to be an object.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkOptions = <T extends object>(options: T): T => {
  if (typeof options === 'object' && options !== null) return options;
  throw argTypeError(`the options must be an object, not ${kind(options)}`);
};

/**
 * A yes or no.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkFlag = (value: boolean, name: string): boolean => {
  if (typeof value === 'boolean') return value;
  throw argTypeError(`${name} must be a boolean, not ${kind(value)}`);
};

/**
 * MSG_* flags.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkFlags = (flags: number): number => {
  if (typeof flags === 'number') return flags;
  throw argTypeError(
    `flags must be a number, such as MSG_PEEK, a constant that this package exports, not ${kind(flags)}`,
  );
};

/** The length that was asked for, else all from `offset` on; what is no number is refused later. */
export const lengthFrom = (bytes: Uint8Array, offset: number, length?: number): number =>
  length ?? (typeof offset === 'number' ? bytes.length - offset : 0);

/**
 * How many bytes a buffer takes.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const lengthOf = (buffer: Uint8Array): number => {
  if (isBytes(buffer)) {
    if (buffer.length === 0) checkMemory(buffer, 'the buffer');
    return buffer.length;
  }
  throw argTypeError(`the buffer must be a Buffer or a Uint8Array, not ${kind(buffer)}`);
};

/**
 * How many bytes may be received into a buffer: all that it takes, or fewer.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE also when a number was given: the addon takes any typed array
 */
export const roomOf = (buffer: Uint8Array, maxBytes: number | undefined): number => {
  const length = lengthOf(buffer);
  return maxBytes ?? length;
};

/** A descriptor, or anything that has one: a Socket, a FileHandle. */
export type DescriptorLike = number | { readonly fd: number } | { fileno(): number };

/**
 * The descriptor number of a file object.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE when there is none
 */
export const toDescriptor = (file: DescriptorLike): number => {
  const fd = typeof file === 'number' ? file : readDescriptor(file);
  if (Number.isInteger(fd) && fd >= 0) return fd;
  throw typeof file === 'number'
    ? rangeError(`a descriptor must be a whole number >= 0, not ${fd}`)
    : argTypeError('the file is closed, or has neither a descriptor in `fd` nor a `fileno()`');
};

const readDescriptor = (file: Exclude<DescriptorLike, number>): number => {
  if (file === null || typeof file !== 'object')
    throw argTypeError(`a file must be a descriptor or an object with one, not ${kind(file)}`);
  return 'fileno' in file && typeof file.fileno === 'function'
    ? file.fileno()
    : (file as { fd: number }).fd;
};

/**
 * A limit in milliseconds, or `null` for none.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkTimeout = (timeoutMs: number | null): number | null => {
  if (timeoutMs === null) return null;
  if (typeof timeoutMs !== 'number')
    throw argTypeError(`timeoutMs must be a number or null, not ${kind(timeoutMs)}`);
  if (timeoutMs >= 0 && timeoutMs < Infinity) return timeoutMs;
  throw rangeError(`timeoutMs must be finite and >= 0 (null waits for ever), not ${timeoutMs}`);
};

const kind = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
