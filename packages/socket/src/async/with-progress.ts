// The error of a send that was given up tells how many bytes had been sent.
import { SocketError } from '@fdset/posix';

/**
 * The error with `bytesSent`. The reason of a signal belongs to the caller and may be shared by many operations, so the error
 * is then a new AbortError with the reason as its cause.
 */
export const withProgress = (error: unknown, bytesSent: number): unknown => {
  if (isOwn(error)) return Object.assign(error, { bytesSent });
  return Object.assign(toAbortError(error), { bytesSent });
};

/** An AbortError whose cause is the reason of a signal. */
export const toAbortError = (reason: unknown): Error => {
  const message = reason instanceof Error ? reason.message : 'This operation was aborted';
  const abort = new Error(message, { cause: reason });
  return Object.assign(abort, { name: 'AbortError', code: 'ABORT_ERR' });
};

// What this package has thrown is new for each operation.
const isOwn = (error: unknown): error is Error =>
  error instanceof SocketError ||
  String((error as { code?: unknown } | null)?.code).startsWith('ERR_FDSET_');
