// Errors of requests: where they came from, which are only clients that went away, and what is printed of the others.
import { describeAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { isError, printLine, shown } from '../basics.js';

// Where an error came from, and which errors are only clients that went away.

/** What the server was doing when something failed. */
export type ErrorPhase = 'accept' | 'verify' | 'handler' | 'worker' | 'hook';

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

// The default of handleError: what CPython prints.

const RULE = '-'.repeat(40);

/** Writes the banner, whom the error concerns, and the error with its causes to stderr. */
export const printError = (
  clientAddress: Address | null,
  error: unknown,
  { phase }: ErrorDetails,
): void => {
  const whom = (clientAddress && describeAddress(clientAddress)) || 'an unnamed client';
  const title = `Exception occurred during processing of request from ${whom} (${phase})`;
  printLine(`${RULE}\n${title}\n${shown(error)}\n${RULE}`);
};
