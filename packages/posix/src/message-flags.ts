// Checks the flags of calls that add their own flags, because | would silently turn a string or NaN into 0.
import { kindOf } from './arguments.js';
import { MSG_DONTWAIT } from './constants.js';
import { argTypeError } from './misuse.js';

/** Checks that the flags are a whole number. */
export function checkMessageFlags(flags: number): number {
  // The type is checked first, because | on another value may run the caller's code, or throw an error without a code.
  if (typeof flags === 'number' && ((flags | 0) === flags || Number.isInteger(flags))) return flags;
  throw argTypeError(
    'flags must be a whole number of MSG_* flags, such as MSG_PEEK, a constant that this package exports, not ' +
      kindOf(flags),
  );
}

/** Checks the flags, and adds MSG_DONTWAIT. */
export function withoutWaiting(flags: number): number {
  return checkMessageFlags(flags) | MSG_DONTWAIT;
}
