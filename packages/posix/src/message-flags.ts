// The flags of calls that add their own: | would turn a string or NaN into 0 without a word.
import { MSG_DONTWAIT } from './constants.js';
import { argTypeError } from './misuse.js';

/** Flags that were checked to be a whole number. */
export function checkFlags(flags: number): number {
  // The type first: of anything else | would run the caller's code, or throw an error of its own.
  if (typeof flags === 'number' && ((flags | 0) === flags || Number.isInteger(flags))) return flags;
  throw argTypeError(`flags must be a whole number of MSG_* flags, not ${typeof flags}`);
}

/** The flags with MSG_DONTWAIT. */
export function withoutWaiting(flags: number): number {
  return checkFlags(flags) | MSG_DONTWAIT;
}
