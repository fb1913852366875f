// Checks of arguments that are used before the addon can refuse them. Errors of the engine itself (of 1n + 1, `${Symbol()}`,
// null.flags) have no code.
import { types } from 'node:util';
import { checkMemory } from './check-memory.js';
import { argTypeError, rangeError } from './misuse.js';

/**
 * Whether a value is a Uint8Array of any realm (a vm context's, a test runner's). `instanceof` accepts only this realm's class,
 * accepts objects without memory that inherit from it, and runs the traps of a Proxy.
 */
export const isBytes: (value: unknown) => value is Uint8Array = types.isUint8Array;

/** The data to send: bytes, or a string that is sent as UTF-8. */
export type Sendable = string | Uint8Array;

/** The kind of an argument, for a message; String(value) would throw for some values. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : typeof value;
}

/** Checks that the options are an object. */
export function checkOptions<T extends object>(options: T, what = 'the options'): T {
  if (typeof options === 'object' && options !== null) return options;
  throw argTypeError(`${what} must be an object, not ${kindOf(options)}`);
}

/** Checks a boolean; values that are merely truthy or falsy are refused. */
export function checkBoolean(value: boolean, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw argTypeError(`${what} must be a boolean, not ${kindOf(value)}`);
}

/** Checks that a listener is a function. */
export function checkListener<T>(listener: T): T {
  if (typeof listener === 'function') return listener;
  throw argTypeError(`the listener must be a function, not ${kindOf(listener)}`);
}

/** Copies an array, whose holes become undefined; its elements are not checked. */
export function checkList<T>(list: readonly T[], what: string): T[] {
  if (Array.isArray(list)) return Array.from<T>(list);
  throw argTypeError(`${what} must be an array, not ${kindOf(list)}`);
}

/** Checks that a number is whole and from `least` to `most`. */
export function checkWhole(
  value: number,
  what: string,
  most = Number.MAX_SAFE_INTEGER,
  least = 0,
): number {
  if (typeof value !== 'number')
    throw argTypeError(`${what} must be a number, not ${kindOf(value)}`);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `>= ${least}`;
  throw rangeError(`${what} must be a whole number ${range}, not ${value}`);
}

/** Checks that a signal is an AbortSignal or undefined. */
export function checkAbortSignal<T>(signal: T, what: string): T {
  if (signal === undefined || isAbortSignal(signal)) return signal;
  throw noSignal(signal, what);
}

/**
 * The reason of an aborted signal; a library's AbortSignal may have none.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export function abortReason(signal: AbortSignal): unknown {
  const { reason } = requireAbortSignal(signal);
  return reason === undefined
    ? new DOMException('This operation was aborted', 'AbortError')
    : reason;
}

/** Checks that a signal is an AbortSignal. */
export function requireAbortSignal(signal: AbortSignal): AbortSignal {
  if (isAbortSignal(signal)) return signal;
  throw noSignal(signal, 'the signal');
}

function noSignal(signal: unknown, what: string): TypeError {
  return argTypeError(`${what} must be an AbortSignal, not ${kindOf(signal)}`);
}

// The check is by shape, because a signal of another realm or of a library is not an instance of this realm's class.
function isAbortSignal(signal: unknown): boolean {
  if (typeof signal !== 'object' || signal === null) return false;
  const { aborted, addEventListener, removeEventListener } = signal as Partial<AbortSignal>;
  return (
    typeof aborted === 'boolean' &&
    typeof addEventListener === 'function' &&
    typeof removeEventListener === 'function'
  );
}

const MS_PER_DAY = 86_400_000;

/** Checks a number of milliseconds from 0 to `mostMs`, or null for no limit. */
export function checkTimeMs(
  value: number | null,
  what: string,
  mostMs = Number.MAX_VALUE,
): number | null {
  if (value === null) return null;
  if (typeof value !== 'number')
    throw argTypeError(`${what} must be a number of milliseconds or null, not ${kindOf(value)}`);
  if (value >= 0 && value <= mostMs) return value;
  const range =
    mostMs === Number.MAX_VALUE
      ? 'finite and >= 0'
      : `between 0 and ${mostMs} ms, some ${Math.floor(mostMs / MS_PER_DAY)} days`;
  throw rangeError(`${what} must be ${range} (null is no limit), not ${value}`);
}

/** Checks that a value is a typed array with memory. Its elements may have any type; the kernel treats them as bytes. */
export function checkTypedArray(array: Uint8Array, what: string): Uint8Array {
  if (!types.isTypedArray(array))
    throw argTypeError(`${what} must be a Uint8Array, not ${kindOf(array)}`);
  if (array.byteLength === 0) checkMemory(array, what);
  return array;
}

/** Checks that a value is a Uint8Array with memory. */
export function checkBytes(bytes: Uint8Array, what: string): Uint8Array {
  if (isBytes(bytes)) {
    if (bytes.length === 0) checkMemory(bytes, what);
    return bytes;
  }
  throw argTypeError(`${what} must be a Uint8Array, not ${kindOf(bytes)}`);
}

/**
 * The default length in bytes, for elements of any type. The addon throws the error for an invalid buffer or offset.
 */
export function restOf(buffer: Uint8Array, offset: number): number {
  if (!types.isTypedArray(buffer) || typeof offset !== 'number') return 0;
  const { byteLength } = buffer;
  if (byteLength === 0) checkMemory(buffer, 'the buffer');
  return byteLength - offset;
}

/**
 * The bytes of the data to send.
 * @throws TypeError `ERR_FDSET_INVALID_ARG_TYPE`.
 */
export function toBytes(data: Sendable): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  if (isBytes(data)) {
    if (data.length === 0) checkMemory(data, 'the data');
    return data;
  }
  throw argTypeError(`the data must be a string, a Buffer or a Uint8Array, not ${kindOf(data)}`);
}
