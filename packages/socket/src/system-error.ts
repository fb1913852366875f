// Makes errors of the operating system, by the name of their errno, that this package throws itself.
import { describeAddress, errnoNumbers, socketError } from '@fdset/posix';
import type { Address, SocketError } from '@fdset/posix';

/** The error that the kernel would return. The name determines its class, code and number. */
export const systemError = (code: string, call: string, address?: Address): SocketError =>
  socketError(-(errnoNumbers[code] ?? 0), call, address);

/** A `SocketTimeoutError` (`ETIMEDOUT`) whose message names the call, the limit and the address. */
export const timeoutError = (call: string, timeoutMs: number, address?: Address): SocketError => {
  const error = systemError('ETIMEDOUT', call, address);
  const where = address === undefined ? '' : `, ${describeAddress(address)}`;
  error.message = `${call} timed out after ${timeoutMs} ms${where}`;
  return error;
};
