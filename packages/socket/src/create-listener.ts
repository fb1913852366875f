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
  checkOptionNames,
  isUnixAddress,
} from '@fdset/posix';
import type { Address, InetAddress, UnixAddress } from '@fdset/posix';
import { checkFlag } from './arguments.js';
import { UNIX_PATH_OPTIONS, bindPlanned, readUnixPath } from './bind-unix-path.js';
import type { UnixPathOptions, UnixPathPlan } from './bind-unix-path.js';
import { hasDualstackIPv6 } from './has-dualstack-ipv6.js';
import { requireAddress } from './resolve-address.js';
import { Socket } from './socket.js';
import { stateOf } from './socket-inside.js';

/** How to listen; `mode`, `reclaim` and `unlinkOnClose` are for `{ path }` only. */
export interface CreateListenerOptions extends UnixPathOptions {
  /** Length of the queue of connections; default SOMAXCONN. */
  backlog?: number | undefined;
  /** AF_INET or AF_INET6; default: AF_INET6 for a host written with ':', or dual-stack, else AF_INET. */
  family?: number | undefined;
  /** Several listeners share the port, and the kernel spreads connections; default false. */
  reusePort?: boolean | undefined;
  /** An AF_INET6 listener takes IPv4 clients too, as ::ffff:a.b.c.d; default false. */
  dualstackIPv6?: boolean | undefined;
  /** SOCK_STREAM (default), or SOCK_SEQPACKET for a path. */
  type?: number | undefined;
}

/**
 * Makes a listener: binds with SO_REUSEADDR (and IPV6_V6ONLY on AF_INET6 unless dual-stack), listens.
 * The family is never guessed from a host name. Nothing stays open when a step fails.
 *
 * @throws {SocketError} EADDRINUSE, EACCES, EADDRNOTAVAIL; names the address
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED for dual-stack on AF_INET, or where it is missing; for options of the other kind of address
 */
export function createListener(
  address: InetAddress,
  options?: CreateListenerOptions,
): Socket<InetAddress>;
export function createListener(
  address: UnixAddress,
  options?: CreateListenerOptions,
): Socket<UnixAddress>;
export function createListener(address: Address, options?: CreateListenerOptions): Socket;
export function createListener(address: Address, options: CreateListenerOptions = {}): Socket {
  const where = requireAddress(address, 'createListener', options);
  const plan = planListener(options);
  if (!isUnixAddress(where)) {
    refuse(options, UNIX_PATH_OPTIONS, '{ host, port }');
    return listenOnPort(where, plan);
  }
  refuse(options, OF_PORTS, '{ path }');
  if ((options.family ?? AF_UNIX) !== AF_UNIX)
    throw unsupported('the family of { path } is AF_UNIX');
  return listenOnPath(where, plan);
}

const OPTIONS = ['backlog', 'family', 'reusePort', 'dualstackIPv6', 'type', ...UNIX_PATH_OPTIONS];

// As servers call them.
const SERVERS_NAMES = [
  ['backlog', 'requestQueueSize'],
  ['reusePort', 'allowReusePort'],
];

const OF_PORTS = ['reusePort', 'dualstackIPv6'];

// What would do nothing: who writes it expects that it does something.
const refuse = (options: CreateListenerOptions, names: readonly string[], of: string): void => {
  const given = options as Record<string, unknown>;
  const name = names.find((own) => given[own] !== undefined && given[own] !== false);
  if (name !== undefined)
    throw unsupported(`${name} has no effect on a listener at ${of}: leave it out`);
};

/** The options, read once: a getter that throws or closes something finds nothing half-done. */
interface ListenerPlan extends UnixPathPlan {
  readonly backlog: number | undefined;
  readonly family: number | undefined;
  readonly reusePort: boolean;
  readonly dualstackIPv6: boolean;
  readonly type: number;
}

const planListener = (options: CreateListenerOptions): ListenerPlan => {
  checkOptionNames(options, OPTIONS, 'createListener', SERVERS_NAMES);
  const { reusePort = false, dualstackIPv6 = false, type = SOCK_STREAM } = options;
  const { backlog, family } = options;
  return {
    ...readUnixPath(options),
    backlog,
    family,
    reusePort: checkFlag(reusePort, 'reusePort'),
    dualstackIPv6: checkFlag(dualstackIPv6, 'dualstackIPv6'),
    type,
  };
};

const listenOnPath = (address: UnixAddress, plan: ListenerPlan): Socket => {
  const socket = new Socket(AF_UNIX, plan.type);
  // Until it listens, the file goes with the socket whatever was asked for.
  prepare(socket, plan, () => bindPlanned(socket, address, { ...plan, unlinkOnClose: true }));
  if (!plan.unlinkOnClose) stateOf(socket).beforeClose = null;
  return socket;
};

const listenOnPort = (address: InetAddress, plan: ListenerPlan): Socket => {
  const family = chooseFamily(address, plan);
  return prepare(new Socket(family, plan.type), plan, (socket) => {
    socket.setsockopt(SOL_SOCKET, SO_REUSEADDR, true);
    if (plan.reusePort) socket.setsockopt(SOL_SOCKET, SO_REUSEPORT, true);
    if (family === AF_INET6) socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, !plan.dualstackIPv6);
    socket.bind(address);
  });
};

const prepare = (socket: Socket, plan: ListenerPlan, bindIt: (socket: Socket) => void): Socket => {
  try {
    bindIt(socket);
    socket.listen(plan.backlog);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
};

const chooseFamily = (address: InetAddress, plan: ListenerPlan): number => {
  const isV6 = plan.dualstackIPv6 || address.host.includes(':');
  const family = plan.family ?? (isV6 ? AF_INET6 : AF_INET);
  if (family !== AF_INET && family !== AF_INET6)
    throw unsupported('the family of { host, port } is AF_INET or AF_INET6');
  if (!plan.dualstackIPv6) return family;
  if (family !== AF_INET6) throw unsupported('dualstackIPv6 needs the family AF_INET6');
  if (hasDualstackIPv6()) return family;
  throw unsupported('this system has no dual-stack IPv6 sockets');
};

const unsupported = (message: string): Error => argTypeError(message, 'ERR_FDSET_UNSUPPORTED');
