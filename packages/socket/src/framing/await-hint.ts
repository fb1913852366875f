// The likeliest cause of a socket that is none.

/** What to write for a value that is a promise; empty for others. */
export const awaitHint = (value: unknown): string =>
  isThenable(value) ? ' that may become one: write `await` before it' : '';

/** Whether a value is a promise, of whatever library. */
export const isThenable = (value: unknown): boolean =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
