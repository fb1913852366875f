// Binds a socket to an internet address: chooses its family, and sets options before bind(2). Listeners and servers use it;
// bind-unix-path.ts binds to paths.
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SOL_SOCKET,
  SO_REUSEADDR,
  SO_REUSEPORT,
  argTypeError,
  checkBoolean,
  checkOptionNames,
  isUnixAddress,
} from '@fdset/posix';
import type { Address, InetAddress } from '@fdset/posix';
import { hasDualstackIPv6 } from './has-dualstack-ipv6.js';
import { requireAddress } from './resolve-address.js';
import type { Socket } from './socket.js';

/** Options of {@link chooseFamily}. */
export interface FamilyOptions {
  /** The requested family, AF_INET, AF_INET6 or AF_UNIX; it must match the address. */
  readonly family?: number | undefined;
  /** Whether an AF_INET6 socket also serves IPv4 clients; default false. */
  readonly dualstackIPv6?: boolean | undefined;
  /** The family if the host does not determine it; default AF_INET, or AF_INET6 for dual-stack. */
  readonly usual?: number | undefined;
}

/**
 * The family for an address: the requested one, else AF_INET6 for a host with ':', else the usual one. It is never guessed from
 * a host name.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED for a family that does not match the address, or for dual-stack on a system without it
 */
export const chooseFamily = (address: Address, options: FamilyOptions = {}): number => {
  const where = requireAddress(address, 'chooseFamily', options);
  checkOptionNames(options, ['family', 'dualstackIPv6', 'usual'], 'chooseFamily');
  const { family, dualstackIPv6 = false, usual } = options;
  const isDual = checkBoolean(dualstackIPv6, 'dualstackIPv6');
  const chosen = isUnixAddress(where)
    ? unixFamily(family)
    : inetFamily(
        family ?? (where.host.includes(':') ? AF_INET6 : usual),
        isDual ? AF_INET6 : AF_INET,
      );
  if (!isDual) return chosen;
  if (chosen !== AF_INET6)
    throw unsupported("dualstackIPv6 needs the family AF_INET6, as with the host '::'");
  if (hasDualstackIPv6()) return chosen;
  throw unsupported('this system has no dual-stack IPv6 sockets');
};

const unixFamily = (family = AF_UNIX): number => {
  if (family === AF_UNIX) return family;
  throw unsupported('the family of { path } is AF_UNIX');
};

const inetFamily = (family: number | undefined, usual: number): number => {
  const chosen = family ?? usual;
  if (chosen === AF_INET || chosen === AF_INET6) return chosen;
  throw unsupported('the family of { host, port } is AF_INET or AF_INET6');
};

const unsupported = (message: string): TypeError => argTypeError(message, 'ERR_FDSET_UNSUPPORTED');

/** Options of {@link bindInet}; all default to false. */
export interface BindInetOptions {
  /** SO_REUSEADDR: bind even while connections of an earlier socket are in TIME_WAIT. */
  readonly reuseAddress?: boolean | undefined;
  /** SO_REUSEPORT: several sockets share the port. */
  readonly reusePort?: boolean | undefined;
  /** Whether an AF_INET6 socket also takes IPv4 clients, as ::ffff:a.b.c.d. */
  readonly dualstackIPv6?: boolean | undefined;
}

/**
 * Sets the requested options and binds. On AF_INET6 it always sets IPV6_V6ONLY on or off, whatever the system's default is.
 * @throws {SocketError} EADDRINUSE, EACCES, EADDRNOTAVAIL; the message has the address
 */
export const bindInet = (
  socket: Socket,
  address: InetAddress,
  options: BindInetOptions = {},
): void => {
  checkOptionNames(options, ['reuseAddress', 'reusePort', 'dualstackIPv6'], 'bindInet');
  const { reuseAddress = false, reusePort = false, dualstackIPv6 = false } = options;
  const isReused = checkBoolean(reuseAddress, 'reuseAddress');
  const isShared = checkBoolean(reusePort, 'reusePort');
  const isDual = checkBoolean(dualstackIPv6, 'dualstackIPv6');
  if (isReused) socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
  if (isShared) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
  if (socket.family === AF_INET6) socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, !isDual);
  socket.bind(address);
};
