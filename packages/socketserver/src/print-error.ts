// The default of handleError: what CPython prints.
import { isInetAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import type { ErrorDetails } from './error-phase.js';
import { printLine } from './print-line.js';
import { shown } from './shown.js';

const RULE = '-'.repeat(40);

/** Writes the banner, whom the error concerns, and the error with its causes to stderr. */
export const printError = (
  clientAddress: Address | null,
  error: unknown,
  { phase }: ErrorDetails,
): void => {
  const whom = clientAddress === null ? 'an unnamed client' : describe(clientAddress);
  const title = `Exception occurred during processing of request from ${whom} (${phase})`;
  printLine(`${RULE}\n${title}\n${shown(error)}\n${RULE}`);
};

const describe = (address: Address): string =>
  isInetAddress(address)
    ? `${address.host} port ${address.port}`
    : JSON.stringify(address.path.toString());
