// Makes a bound and listening stream socket from an address, like CPython's create_server, and also for Unix paths.
import {
  SOCK_STREAM,
  argTypeError,
  checkBoolean,
  checkOptionNames,
  isUnixAddress,
} from '@fdset/posix';
import type { Address, InetAddress, UnixAddress } from '@fdset/posix';
import { bindInet, chooseFamily } from './bind-inet.js';
import { UNIX_PATH_OPTIONS, bindPlanned, readUnixPath } from './bind-unix-path.js';
import type { UnixPathOptions, UnixPathPlan } from './bind-unix-path.js';
import { requireAddress } from './resolve-address.js';
import { Socket } from './socket.js';
import { stateOf } from './socket-inside.js';

/** Options of {@link createListener}; `mode`, `reclaim` and `unlinkOnClose` are for `{ path }` only. */
export interface CreateListenerOptions extends UnixPathOptions {
  /** The length of the queue of connections; default SOMAXCONN. */
  backlog?: number | undefined;
  /** AF_INET or AF_INET6; default: AF_INET6 for a host with ':' or for dual-stack, else AF_INET. */
  family?: number | undefined;
  /** Whether several listeners share the port, among which the kernel distributes connections; default false. */
  reusePort?: boolean | undefined;
  /** Whether an AF_INET6 listener also takes IPv4 clients, as ::ffff:a.b.c.d; default false. */
  dualstackIPv6?: boolean | undefined;
  /** SOCK_STREAM (default), or SOCK_SEQPACKET for a path. */
  type?: number | undefined;
}

/**
 * Makes a listener: binds with SO_REUSEADDR (and IPV6_V6ONLY on AF_INET6 unless dual-stack), then listens.
 * The family is never guessed from a host name. If a step fails, nothing stays open.
 *
 * @throws {SocketError} EADDRINUSE, EACCES, EADDRNOTAVAIL; the message has the address
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED for dual-stack on AF_INET or on a system without it, and for options of the other kind of address
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
export function createListener(address: Address, options?: CreateListenerOptions): Socket {
  return openListener(address, options, 'createListener');
}

/** `createListener` for another call, whose name the errors have. */
export const openListener = (
  address: Address,
  options: CreateListenerOptions = {},
  call: string,
): Socket => {
  const where = requireAddress(address, call, options);
  const plan = planListener(options, call);
  if (!isUnixAddress(where)) {
    refuse(options, UNIX_PATH_OPTIONS, '{ host, port }');
    return listenOnPort(where, plan);
  }
  refuse(options, PORT_OPTIONS, '{ path }');
  return listenOnPath(where, plan);
};

const OPTIONS = ['backlog', 'family', 'reusePort', 'dualstackIPv6', 'type', ...UNIX_PATH_OPTIONS];

// The names of the same options of servers.
const OPTION_SYNONYMS = [
  ['backlog', 'requestQueueSize'],
  ['reusePort', 'allowReusePort'],
];

const PORT_OPTIONS = ['reusePort', 'dualstackIPv6'];

// An option without effect is refused, because the caller expects an effect.
const refuse = (options: CreateListenerOptions, names: readonly string[], of: string): void => {
  const given = options as Record<string, unknown>;
  const name = names.find((own) => given[own] !== undefined && given[own] !== false);
  if (name === undefined) return;
  throw argTypeError(
    `${name} has no effect on a listener at ${of}: leave it out`,
    'ERR_FDSET_UNSUPPORTED',
  );
};

/** The options after reading each once, before any step, because a getter may throw or close a descriptor. */
interface ListenerPlan extends UnixPathPlan {
  readonly backlog: number | undefined;
  readonly family: number | undefined;
  readonly reusePort: boolean;
  readonly dualstackIPv6: boolean;
  readonly type: number;
}

const planListener = (options: CreateListenerOptions, call: string): ListenerPlan => {
  checkOptionNames(options, OPTIONS, call, OPTION_SYNONYMS);
  const { reusePort = false, dualstackIPv6 = false, type = SOCK_STREAM } = options;
  const { backlog, family } = options;
  return {
    ...readUnixPath(options),
    backlog,
    family,
    reusePort: checkBoolean(reusePort, 'reusePort'),
    dualstackIPv6: checkBoolean(dualstackIPv6, 'dualstackIPv6'),
    type,
  };
};

const listenOnPath = (address: UnixAddress, plan: ListenerPlan): Socket => {
  const socket = new Socket(chooseFamily(address, { family: plan.family }), plan.type);
  // Until the socket listens, closing it always removes the file.
  prepare(socket, plan, () => bindPlanned(socket, address, { ...plan, unlinkOnClose: true }));
  if (!plan.unlinkOnClose) stateOf(socket).beforeClose = null;
  return socket;
};

const listenOnPort = (address: InetAddress, plan: ListenerPlan): Socket => {
  const { family, reusePort, dualstackIPv6 } = plan;
  const socket = new Socket(chooseFamily(address, { family, dualstackIPv6 }), plan.type);
  return prepare(socket, plan, () =>
    bindInet(socket, address, { reuseAddress: true, reusePort, dualstackIPv6 }),
  );
};

const prepare = (socket: Socket, plan: ListenerPlan, bindIt: () => void): Socket => {
  try {
    bindIt();
    socket.listen(plan.backlog);
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
};
