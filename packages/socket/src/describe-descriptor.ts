// What kind of socket a foreign descriptor is, for Socket.fromFd: asked of the kernel, or told.
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
  getsockname,
  getsockopt,
  isUnixAddress,
  kindOfDescriptor,
} from '@fdset/posix';
import { checkByteCount, checkTimeout } from './arguments.js';
import { timeoutOf } from './socket-mode.js';
import { adoptDescriptor } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { plainType, timeoutOfType } from './socket-type.js';

/** What {@link Socket.fromFd} need not ask of the kernel: as the properties of a `Socket` say it. */
export interface KnownSocket {
  readonly family: number;
  /** SOCK_NONBLOCK in it is a timeout of 0. */
  readonly type: number;
  /** Default 0. */
  readonly protocol?: number | undefined;
  /** What goes with the descriptor's mode, which is left alone: null (default) for a blocking one. */
  readonly timeoutMs?: number | null | undefined;
}

const KNOWN = ['family', 'type', 'protocol', 'timeoutMs'];

/** Believes what is said of `fd` and takes it over; a number that is no descriptor is refused. */
export const trustDescriptor = (fd: number, known: KnownSocket): SocketState => {
  checkOptionNames(known, KNOWN, 'Socket.fromFd');
  const { family, type, protocol = 0, timeoutMs } = known;
  checkByteCount(fd, 'the descriptor');
  checkByteCount(family, 'the family');
  checkByteCount(type, 'the type');
  checkByteCount(protocol, 'the protocol');
  const timeout = timeoutMs === undefined ? timeoutOfType(type) : checkTimeout(timeoutMs);
  const state = explained(fd, () => adoptDescriptor(fd, family, plainType(type), protocol));
  state.timeoutMs = timeout;
  return state;
};

/** Asks the kernel about `fd` and takes it over; a descriptor that is no socket stays untouched. */
export const describeDescriptor = (fd: number): SocketState => {
  checkByteCount(fd, 'the descriptor');
  const type = explained(fd, () => getsockopt(fd, SOL_SOCKET, SO_TYPE));
  const family = SO_DOMAIN < 0 ? familyOf(fd) : getsockopt(fd, SOL_SOCKET, SO_DOMAIN);
  const protocol = SO_PROTOCOL < 0 ? 0 : getsockopt(fd, SOL_SOCKET, SO_PROTOCOL);
  const timeoutMs = timeoutOf(fd);
  const state = adoptDescriptor(fd, family, type, protocol);
  state.timeoutMs = timeoutMs;
  return state;
};

// A number alone, often 0 or 3 by a convention, tells nobody what was there in place of the socket.
const explained = <T>(fd: number, ask: () => T): T => {
  try {
    return ask();
  } catch (error) {
    if (error instanceof SocketError && UNFIT.has(error.code))
      error.message += `: descriptor ${fd} is ${kindOfDescriptor(fd)}`;
    throw error;
  }
};

const UNFIT = new Set(['ENOTSOCK', 'EBADF']);

/** macOS has neither SO_DOMAIN nor SO_PROTOCOL; the socket's own name tells the family. */
const familyOf = (fd: number): number => {
  const name = getsockname(fd);
  if (isUnixAddress(name)) return AF_UNIX;
  return name.host.includes(':') ? AF_INET6 : AF_INET;
};
