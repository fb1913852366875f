// Whether an argument is a framing. The mistakes that it tells apart are those of a caller who has the right names in mind.
import { argTypeError, kindOf } from '@fdset/posix';

/**
 * @param verb - what is done with it
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, for example for `lines` instead of `lines()`
 */
export const checkFraming = (framing: unknown, verb: 'encode' | 'decode'): void => {
  if (hasVerb(framing, verb)) return;
  throw argTypeError(
    `a framing must be an object such as lines() gives, not ${kindOf(framing)}${callHint(framing)}`,
  );
};

/** Whether a value can be used as a framing. */
export const hasVerb = (value: unknown, verb: 'encode' | 'decode'): boolean =>
  typeof value === 'object' &&
  typeof (value as Record<string, unknown> | null)?.[verb] === 'function';

const callHint = (framing: unknown): string =>
  typeof framing === 'function' ? `: call it, as in ${framing.name || 'lines'}()` : '';
