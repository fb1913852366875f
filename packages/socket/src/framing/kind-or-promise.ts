// The likeliest cause of a socket that is none: a missing `await`.
import { kindOf } from '@fdset/posix';

/** What a value is, for messages; what to write if it is a promise. */
export const kindOrPromise = (value: unknown): string =>
  isThenable(value) ? 'a promise: write `await` before it' : kindOf(value);

/** Whether a value is a promise, of whatever library. */
export const isThenable = (value: unknown): boolean =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
