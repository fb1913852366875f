// Turns a negative result into an error, or for calls that never wait into a value.
import { addon, type Result } from './addon.js';
import type { Address } from './address.js';
import { socketError } from './socket-error.js';

const WOULD_BLOCK = -(addon.errnoNumbers['EAGAIN'] ?? 0);

/** Returns a result that is >= 0, and throws the error of any other. */
export function check(result: Result, syscall: string, address?: Address): number {
  if (result >= 0) return result;
  throw socketError(result, syscall, address);
}

/** Like {@link check}, but returns -1 if the call would have blocked, because an error object costs as much as a whole echo. */
export function checkOrWouldBlock(result: Result, syscall: string, address?: Address): number {
  if (result >= 0) return result;
  if (result === WOULD_BLOCK) return -1;
  throw socketError(result, syscall, address);
}

/** Like {@link check}, for calls whose successful result is not a number. */
export function checkValue<T>(result: T | Result, syscall: string): T {
  if (typeof result === 'number') throw socketError(result, syscall);
  return result;
}
