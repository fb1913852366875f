// Work that cannot be given up itself, such as resolving a name: its caller does not wait for it longer than the limits allow.
import { abortReason, checkAbortSignal, checkTimeMs } from '@fdset/posix';
import { timeoutError } from '../system-error.js';
import type { OperationOptions } from './operation.js';
import { watchLimits } from './watch-limits.js';

/**
 * The result of the work.
 * @throws the signal's reason; SocketTimeoutError ETIMEDOUT, which names the call
 */
export const underLimits = async <T>(
  work: Promise<T>,
  { signal, timeoutMs = null }: OperationOptions = {},
  call: string,
): Promise<T> => {
  checkAbortSignal(signal, 'signal');
  const limitMs = checkTimeMs(timeoutMs, 'timeoutMs');
  if (signal?.aborted) throw abortReason(signal);
  // Its error is nobody's any more when the limit has passed.
  work.catch(() => {});
  let release = (): void => {};
  const given = new Promise<never>((_resolve, reject) => {
    const limits = { signal, timeoutMs: limitMs };
    release = watchLimits(limits, () => timeoutError(call, limitMs ?? 0), reject);
  });
  try {
    return await Promise.race([work, given]);
  } finally {
    release();
  }
};
