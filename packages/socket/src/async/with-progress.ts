// The error of a send that was given up tells how many bytes had been sent.
import { SocketError } from '@fdset/posix';

/**
 * The error with `bytesSent`. The reason of a signal belongs to the caller and may be shared by many operations, so the error
 * is then a new AbortError with the reason as its cause.
 */
export const withProgress = (error: unknown, bytesSent: number): unknown => {
  if (!isOwn(error)) return Object.assign(toAbortError(error), { bytesSent });
  // Several sends that end together with their socket share the error, until each tells how much it has sent.
  return Object.assign('bytesSent' in error ? copyOf(error) : error, { bytesSent });
};

const copyOf = (error: Error): Error => {
  const copy = Object.setPrototypeOf(new Error(), Object.getPrototypeOf(error) as object) as Error;
  return Object.defineProperties(copy, Object.getOwnPropertyDescriptors(error));
};

/** The error of a send that failed, with `bytesSent`. Errors of other code stay as they are. */
export const withOwnProgress = (error: unknown, bytesSent: number): unknown =>
  isOwn(error) ? withProgress(error, bytesSent) : error;

/** The error of a send that failed before it sent anything, with `bytesSent`. Errors of the caller's own code stay as they are. */
export const withNothingSent = (error: unknown): unknown =>
  isOwn(error) && !('bytesSent' in error) ? Object.assign(error, { bytesSent: 0 }) : error;

/** The error, with the `bytesSent` that the attempt has given to another one, if it has. */
export const withProgressOf = (told: object, error: unknown): unknown => {
  if (told !== error && 'bytesSent' in told)
    Object.assign(error as Error, { bytesSent: told.bytesSent });
  return error;
};

/** An AbortError whose cause is the reason of a signal. */
export const toAbortError = (reason: unknown): Error => {
  const message = reason instanceof Error ? reason.message : 'This operation was aborted';
  const abort = new Error(message, { cause: reason });
  return Object.assign(abort, { name: 'AbortError', code: 'ABORT_ERR' });
};

const isOwn = (error: unknown): error is Error =>
  error instanceof SocketError ||
  String((error as { code?: unknown } | null)?.code).startsWith('ERR_FDSET_');
