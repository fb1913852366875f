// Resolving a host name without blocking Node's event loop.
import { AF_INET, AF_INET6, getaddrinfoAsync, isUnixAddress } from '@fdset/posix';
import type { Address, InetAddress } from '@fdset/posix';
import { isIP } from 'node:net';
import { resolveOnce } from '../resolve-address.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import type { OperationOptions } from './operation.js';
import { underLimits } from './under-limits.js';

const RESOLVED_HERE = new Set(['', '<broadcast>']);

/** The numeric address for a socket of this family. Numeric addresses and paths take no detour. */
export const resolveLater = async (
  state: SocketState,
  address: Address,
  options: OperationOptions | undefined,
): Promise<Address> => {
  requireFd(state);
  const host = hostNameIn(state, address);
  if (host === null) return resolveOnce(state, address);
  const { port } = address as InetAddress;
  const resolving = getaddrinfoAsync(host, port, { family: state.family, type: state.type });
  const [first] = await underLimits(resolving, options, 'getaddrinfo');
  const numeric = first?.address;
  return resolveOnce(
    state,
    numeric === undefined || isUnixAddress(numeric) ? address : { ...numeric, port },
  );
};

/** The host of an address if it is a name for the resolver; null for numeric addresses, local ones and paths. */
export const hostNameIn = ({ family }: SocketState, address: Address): string | null => {
  if (family !== AF_INET && family !== AF_INET6) return null;
  const { host } = (address ?? {}) as { host?: unknown };
  const isName = typeof host === 'string' && !RESOLVED_HERE.has(host) && isIP(host) === 0;
  return isName ? host : null;
};
