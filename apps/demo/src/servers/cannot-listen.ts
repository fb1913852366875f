// Explains why a server cannot listen, and what the user can do.
import { SocketError, describeAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { UserError } from '../user-error.js';

/** Turns an error of binding into a UserError with the address; returns any other error unchanged. */
export function cannotListen(
  error: unknown,
  address: Address,
  { reuseAddress = true }: { readonly reuseAddress?: boolean } = {},
): unknown {
  // Before it reaches the kernel, a path is refused that has no room in an address.
  if ('path' in address && error instanceof RangeError)
    return new UserError(
      `cannot listen on ${describeAddress(address)}: the path is too long (107 bytes at most); choose another with --path`,
    );
  if (!(error instanceof SocketError)) return error;
  const reason = 'path' in address ? ofPath(error.code) : ofPort(error.code, reuseAddress);
  if (reason === undefined) return new UserError(`cannot listen: ${error.message}`);
  return new UserError(`cannot listen on ${describeAddress(address)}: ${reason}`);
}

/** What SO_REUSEADDR is for. */
const BY_THE_PAST =
  ', maybe by connections of an earlier server, which the kernel keeps for a minute (TIME_WAIT): SO_REUSEADDR lets bind ignore them';

function ofPort(code: string, reuseAddress: boolean): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `the port is taken (${code})${reuseAddress ? '; choose another with --port' : BY_THE_PAST}`;
    case 'EACCES':
    case 'EPERM':
      return `not permitted (${code}); ports below 1024 need privileges`;
    case 'EADDRNOTAVAIL':
      return `not an address of this machine (${code})`;
    default:
      return undefined;
  }
}

function ofPath(code: string): string | undefined {
  switch (code) {
    case 'EADDRINUSE':
      return `the path is taken (${code}); choose another with --path`;
    case 'EACCES':
    case 'EPERM':
      return `not permitted (${code}); choose another path with --path`;
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no such folder (${code}); choose another path with --path`;
    default:
      return undefined;
  }
}
