// Where an error came from, and which errors are only clients that went away.

import { isError } from './is-error.js';

/** What the server was doing when something failed. */
export type ErrorPhase = 'accept' | 'verify' | 'handler' | 'host' | 'hook';

/** The second half of what `handleError` is told. */
export interface ErrorDetails {
  readonly phase: ErrorPhase;
}

const DISCONNECTS = new Set<unknown>(['ECONNRESET', 'EPIPE']);
/** What sending to a Unix path gives whose owner has removed or closed it. */
const GONE_PATH = new Set<unknown>(['ENOENT', 'ECONNREFUSED']);

/** Whether an error of a handler says that its client went away. */
export const isDisconnect = (error: unknown): boolean => {
  try {
    if (!isError(error)) return false;
    const { code, syscall } = error as NodeJS.ErrnoException;
    return DISCONNECTS.has(code) || (syscall === 'sendto' && GONE_PATH.has(code));
  } catch {
    return false; // A getter or a trap of the handler's threw.
  }
};
