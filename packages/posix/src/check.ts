// Where a negative result becomes an error, or, for the calls that try, a value.
import { addon, type Result } from './addon.js';
import type { Address } from './address.js';
import { socketError } from './socket-error.js';

const WOULD_BLOCK = -(addon.errnoNumbers['EAGAIN'] ?? 0);

/** Returns a result that is >= 0, throws the error of any other. */
export function check(result: Result, syscall: string, address?: Address): number {
  if (result >= 0) return result;
  throw socketError(result, syscall, address);
}

/** As {@link check}, but -1 for what would have had to wait: an error object costs as much as a whole echo. */
export function checkOrWouldBlock(result: Result, syscall: string, address?: Address): number {
  if (result >= 0) return result;
  if (result === WOULD_BLOCK) return -1;
  throw socketError(result, syscall, address);
}

/** As {@link check}, for calls whose success is not a number. */
export function checkValue<T>(result: T | Result, syscall: string): T {
  if (typeof result === 'number') throw socketError(result, syscall);
  return result;
}
