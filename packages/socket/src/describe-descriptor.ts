// Finds out the kind of socket of a descriptor for Socket.fromFd: from the kernel, or from the caller.
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  SOL_SOCKET,
  SO_DOMAIN,
  SO_PROTOCOL,
  SO_TYPE,
  SocketError,
  checkOptionNames,
  checkTimeMs,
  getsockname,
  getsockopt,
  isUnixAddress,
  kindOfDescriptor,
} from '@fdset/posix';
import { checkByteCount } from './arguments.js';
import { timeoutOf } from './socket-mode.js';
import { adoptDescriptor } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { plainType, timeoutOfType } from './socket-type.js';

/** The properties of a socket, which {@link Socket.fromFd} then need not ask the kernel for. */
export interface KnownSocket {
  readonly family: number;
  /** The type; SOCK_NONBLOCK in it means a timeout of 0. */
  readonly type: number;
  /** The protocol; default 0. */
  readonly protocol?: number | undefined;
  /** The timeout that matches the descriptor's mode, which is not changed; null (default) for a blocking descriptor. */
  readonly timeoutMs?: number | null | undefined;
}

const KNOWN = ['family', 'type', 'protocol', 'timeoutMs'];

/** Takes `fd` over with the given properties, which it does not check; a number that is no descriptor is refused. */
export const trustDescriptor = (fd: number, known: KnownSocket): SocketState => {
  checkOptionNames(known, KNOWN, 'Socket.fromFd');
  const { family, type, protocol = 0, timeoutMs } = known;
  checkByteCount(fd, 'the descriptor');
  checkByteCount(family, 'the family');
  checkByteCount(type, 'the type');
  checkByteCount(protocol, 'the protocol');
  const timeout =
    timeoutMs === undefined ? timeoutOfType(type) : checkTimeMs(timeoutMs, 'timeoutMs');
  const state = explainErrors(fd, () => adoptDescriptor(fd, family, plainType(type), protocol));
  state.timeoutMs = timeout;
  return state;
};

/** Takes `fd` over with the properties that the kernel gives; a descriptor that is no socket is left alone. */
export const describeDescriptor = (fd: number): SocketState => {
  checkByteCount(fd, 'the descriptor');
  const type = explainErrors(fd, () => getsockopt(fd, SOL_SOCKET, SO_TYPE));
  const family = SO_DOMAIN < 0 ? familyOf(fd) : getsockopt(fd, SOL_SOCKET, SO_DOMAIN);
  const protocol = SO_PROTOCOL < 0 ? 0 : getsockopt(fd, SOL_SOCKET, SO_PROTOCOL);
  const timeoutMs = timeoutOf(fd);
  const state = adoptDescriptor(fd, family, type, protocol);
  state.timeoutMs = timeoutMs;
  return state;
};

// Adds the kind of the descriptor to an error, because a number such as 0 or 3 does not tell what there was instead of a
// socket.
const explainErrors = <T>(fd: number, ask: () => T): T => {
  try {
    return ask();
  } catch (error) {
    if (error instanceof SocketError && UNFIT.has(error.code))
      error.message += `: descriptor ${fd} is ${kindOfDescriptor(fd)}`;
    throw error;
  }
};

const UNFIT = new Set(['ENOTSOCK', 'EBADF']);

/** The family from the socket's own name, because macOS has neither SO_DOMAIN nor SO_PROTOCOL. */
const familyOf = (fd: number): number => {
  const name = getsockname(fd);
  if (isUnixAddress(name)) return AF_UNIX;
  return name.host.includes(':') ? AF_INET6 : AF_INET;
};
