// Work that cannot be given up itself, such as resolving a name: its caller does not wait for it longer than the limits allow.
import { checkAbortSignal, checkTimeMs } from '@fdset/posix';
import { timeoutError } from '../system-error.js';
import { Deadline } from './deadline.js';
import type { OperationOptions } from './operation.js';

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
  signal?.throwIfAborted();
  // Its error is nobody's any more when the limit has passed.
  work.catch(() => {});
  let release = (): void => {};
  const given = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', onAbort, { once: true });
    const deadline =
      limitMs === null ? null : new Deadline(limitMs, () => reject(timeoutError(call, limitMs)));
    release = (): void => {
      deadline?.cancel();
      signal?.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([work, given]);
  } finally {
    release();
  }
};
