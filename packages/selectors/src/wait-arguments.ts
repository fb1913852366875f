// The checks of what callers pass to selectors' constructors, select and selectAsync.

import { argTypeError, checkOptionNames, rangeError } from '@fdset/posix';

import type { SelectAsyncOptions, SelectorOptions } from './base-selector.js';

/** A checked time-out: milliseconds, `Infinity` for ever, `<= 0` polls. */
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

/** The signal of the options of a wait, if any. */
export function checkSignal(
  options: SelectAsyncOptions,
  whose = 'selectAsync',
): AbortSignal | undefined {
  if (typeof options !== 'object' || options === null) {
    throw argTypeError(`The options of ${whose} must be an object`);
  }
  const { signal } = options;
  if (signal !== undefined && !isAbortSignal(signal)) {
    throw argTypeError('The option signal must be an AbortSignal');
  }
  return signal;
}

// By its shape: that of another realm, or of a library, is none of this realm's class.
function isAbortSignal(signal: unknown): signal is AbortSignal {
  if (typeof signal !== 'object' || signal === null) return false;
  const { aborted, addEventListener, removeEventListener } = signal as Partial<AbortSignal>;
  return (
    typeof aborted === 'boolean' &&
    typeof addEventListener === 'function' &&
    typeof removeEventListener === 'function'
  );
}

/** The options of a selector. */
export function checkSelectorOptions(options: SelectorOptions): SelectorOptions {
  if (typeof options !== 'object' || options === null)
    throw argTypeError('The options of a selector must be an object');
  checkOptionNames(options, ['busyPollUs'], 'a selector');
  return options;
}
