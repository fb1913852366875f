// The flags of calls that add their own: | would turn a string or NaN into 0 without a word.
import { kindOf } from './arguments.js';
import { MSG_DONTWAIT } from './constants.js';
import { argTypeError } from './misuse.js';

/** Flags that were checked to be a whole number. */
export function checkMessageFlags(flags: number): number {
  // The type first: of anything else | would run the caller's code, or throw an error of its own.
  if (typeof flags === 'number' && ((flags | 0) === flags || Number.isInteger(flags))) return flags;
  throw argTypeError(
    'flags must be a whole number of MSG_* flags, such as MSG_PEEK, a constant that this package exports, not ' +
      kindOf(flags),
  );
}

/** The flags with MSG_DONTWAIT. */
export function withoutWaiting(flags: number): number {
  return checkMessageFlags(flags) | MSG_DONTWAIT;
}
