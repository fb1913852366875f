import { kindOf } from '@fdset/posix';

/** What was thrown, as an error: a function of the user's may throw anything. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(`${kindOf(thrown)} was thrown`, { cause: thrown });
