// A bound and listening stream socket from an address: CPython's create_server, for Unix paths too.
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SOCK_STREAM,
  SOL_SOCKET,
  SO_REUSEADDR,
  SO_REUSEPORT,
  argTypeError,
  isUnixAddress,
} from '@fdset/posix';
import type { Address, InetAddress, UnixAddress } from '@fdset/posix';
import { checkOptions } from './arguments.js';
import { bindUnixPath } from './bind-unix-path.js';
import type { UnixPathOptions } from './bind-unix-path.js';
import { hasDualstackIPv6 } from './has-dualstack-ipv6.js';
import { requireInet } from './resolve-address.js';
import { Socket } from './socket.js';
import { stateOf } from './socket-handle.js';

/** How to listen; `mode`, `reclaim` and `unlinkOnClose` are for `{ path }` only. */
export interface CreateListenerOptions extends UnixPathOptions {
  /** Length of the queue of connections; default SOMAXCONN. */
  backlog?: number;
  /** AF_INET or AF_INET6; default: AF_INET6 for a host written with ':', or dual-stack, else AF_INET. */
  family?: number;
  /** Several listeners share the port, and the kernel spreads connections; default false. */
  reusePort?: boolean;
  /** An AF_INET6 listener takes IPv4 clients too, as ::ffff:a.b.c.d; default false. */
  dualstackIPv6?: boolean;
  /** SOCK_STREAM (default), or SOCK_SEQPACKET for a path. */
  type?: number;
}

/**
 * Makes a listener: binds with SO_REUSEADDR (and IPV6_V6ONLY on AF_INET6 unless dual-stack), listens.
 * The family is never guessed from a host name. Nothing stays open when a step fails.
 *
 * @throws {SocketError} EADDRINUSE, EACCES, EADDRNOTAVAIL; names the address
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED for dual-stack on AF_INET, or where it is missing
 */
export const createListener = (address: Address, options: CreateListenerOptions = {}): Socket =>
  isUnixAddress(address)
    ? listenOnPath(address, checkOptions(options))
    : listenOnPort(requireInet(address), checkOptions(options));

const listenOnPath = (address: UnixAddress, options: CreateListenerOptions): Socket => {
  const socket = new Socket(AF_UNIX, options.type ?? SOCK_STREAM);
  // Until it listens, the file goes with the socket whatever was asked for.
  prepare(socket, options, () =>
    bindUnixPath(socket, address, { ...options, unlinkOnClose: true }),
  );
  if (options.unlinkOnClose === false) stateOf(socket).beforeClose = null;
  return socket;
};

const listenOnPort = (address: InetAddress, options: CreateListenerOptions): Socket => {
  const family = chooseFamily(address, options);
  return prepare(new Socket(family, options.type ?? SOCK_STREAM), options, (socket) => {
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    if (options.reusePort) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
    if (family === AF_INET6)
      socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, options.dualstackIPv6 !== true);
    socket.bind(address);
  });
};

const prepare = (
  socket: Socket,
  options: CreateListenerOptions,
  bindIt: (socket: Socket) => void,
): Socket => {
  try {
    bindIt(socket);
    socket.listen(options.backlog);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
};

const chooseFamily = (address: InetAddress, options: CreateListenerOptions): number => {
  const wantsDualstack = options.dualstackIPv6 === true;
  const family =
    options.family ?? (wantsDualstack || address.host.includes(':') ? AF_INET6 : AF_INET);
  if (family !== AF_INET && family !== AF_INET6)
    throw argTypeError(
      'the family of { host, port } is AF_INET or AF_INET6',
      'ERR_FDSET_UNSUPPORTED',
    );
  if (!wantsDualstack) return family;
  if (family !== AF_INET6)
    throw argTypeError('dualstackIPv6 needs the family AF_INET6', 'ERR_FDSET_UNSUPPORTED');
  if (hasDualstackIPv6()) return family;
  throw argTypeError('this system has no dual-stack IPv6 sockets', 'ERR_FDSET_UNSUPPORTED');
};
