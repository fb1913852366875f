// What may give up a call that waits: a signal, or the time.
import { abortReason, heedAbort } from '@fdset/posix';
import { Deadline } from './deadline.js';

/** The limits of one call, after their checks. */
export interface CheckedLimits {
  readonly signal: AbortSignal | undefined;
  /** In ms; null is no limit. */
  readonly timeoutMs: number | null;
}

/**
 * Gives a call up with the reason of the signal, or with the error of the time-out; the returned function ends that.
 * @param late - makes the error of the time-out
 */
export const watchLimits = (
  { signal, timeoutMs }: CheckedLimits,
  late: () => Error,
  giveUp: (error: unknown) => void,
): (() => void) => {
  const ignoreAbort = signal && heedAbort(signal, () => giveUp(abortReason(signal)));
  const deadline = timeoutMs === null ? null : new Deadline(timeoutMs, () => giveUp(late()));
  return () => {
    deadline?.cancel();
    ignoreAbort?.();
  };
};
