// The checks of the arguments of select and selectAsync.

import { argTypeError, checkAbortSignal, checkOptions, rangeError } from '@fdset/posix';

import type { SelectAsyncOptions } from './base-selector.js';

/** Checks a time-out in milliseconds. The result `Infinity` means for ever, `<= 0` means polling. */
export function checkTimeout(timeoutMs: number | null): number {
  if (timeoutMs === null) return Infinity;
  if (typeof timeoutMs !== 'number') {
    throw argTypeError(
      `The timeout must be a number of milliseconds or null, got ${typeof timeoutMs}`,
    );
  }
  if (Number.isNaN(timeoutMs)) throw rangeError('The timeout must not be NaN');
  return timeoutMs;
}

/** Checks and returns the signal in the options of a wait, if there is one. */
export function checkSignal(
  options: SelectAsyncOptions,
  whose = 'selectAsync',
): AbortSignal | undefined {
  const { signal } = checkOptions(options, `the options of ${whose}`);
  return checkAbortSignal(signal, 'the option signal');
}
