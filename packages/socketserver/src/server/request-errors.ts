// Errors of requests: the phase in which they happened, whether the client only disconnected, and the text that is printed.
import { describeAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { isError, printLine, shown } from '../basics.js';
import { isTlsError } from '../handler/tls-errors.js';

/** The phase in which an error happened. */
export type ErrorPhase = 'accept' | 'verify' | 'handler' | 'worker' | 'hook';

/** The details that `handleError` gets. */
export interface ErrorDetails {
  readonly phase: ErrorPhase;
}

const DISCONNECTS = new Set<unknown>(['ECONNRESET', 'EPIPE']);
/** The errors of sending to a Unix path whose owner has removed or closed it. */
const GONE_PATH = new Set<unknown>(['ENOENT', 'ECONNREFUSED']);

/** Whether an error of a handler means that its client went away. */
export const isDisconnect = (error: unknown): boolean => {
  try {
    if (!isError(error)) return false;
    const { code, syscall } = error as NodeJS.ErrnoException;
    return (
      DISCONNECTS.has(code) || isTlsError(error) || (syscall === 'sendto' && GONE_PATH.has(code))
    );
  } catch {
    return false; // A getter or a proxy trap of the error threw.
  }
};

// The default of handleError, which prints the same as CPython.

const RULE = '-'.repeat(40);

/** Writes a banner with the client's address, and the error with its causes, to stderr. */
export const printError = (
  clientAddress: Address | null,
  error: unknown,
  { phase }: ErrorDetails,
): void => {
  const whom = (clientAddress && describeAddress(clientAddress)) || 'an unnamed client';
  const title = `Exception occurred during processing of request from ${whom} (${phase})`;
  printLine(`${RULE}\n${title}\n${shown(error)}\n${RULE}`);
};
