// Errors of misuse, unlike those of the operating system: a TypeError or RangeError with an ERR_FDSET_* code.

/** A `TypeError` with a stable `code`. */
export type CodedTypeError = TypeError & { code: string };

/** A `RangeError` with a stable `code`. */
export type CodedRangeError = RangeError & { code: string };

/** Makes the error for a value of the wrong type. */
export function argTypeError(message: string, code = 'ERR_FDSET_INVALID_ARG_TYPE'): CodedTypeError {
  return Object.assign(new TypeError(message), { code });
}

/** Makes the error for a value outside its range. */
export function rangeError(message: string, code = 'ERR_FDSET_OUT_OF_RANGE'): CodedRangeError {
  return Object.assign(new RangeError(message), { code });
}

/** Makes the error for the use of a closed object; `what` is its name in the message. */
export function closedError(what: string): CodedTypeError {
  return argTypeError(`the ${what} is closed`, 'ERR_FDSET_CLOSED');
}

/** Makes the error for a feature that this platform lacks. */
export function unsupportedError(what: string): CodedTypeError {
  return argTypeError(`${what} is not available on ${process.platform}`, 'ERR_FDSET_UNSUPPORTED');
}
