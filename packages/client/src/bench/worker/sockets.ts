// Opens the non-blocking sockets of the generator.
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPPROTO_TCP,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  SO_ERROR,
  TCP_NODELAY,
  bind,
  close,
  getsockopt,
  isUnixAddress,
  setNonblocking,
  setsockopt,
  socket,
  socketError,
  tryConnect,
} from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { isIPv6 } from 'node:net';
import type { Manner } from '../../url/endpoint.js';

/** A socket that connects, or is connected already. */
export interface Opened {
  readonly fd: number;
  readonly isConnected: boolean;
}

/** @throws {SocketError} of socket(2), bind(2) or connect(2) */
export function openSocket(address: Address, manner: Manner): Opened {
  const fd = socket(familyOf(address), manner.type);
  try {
    setNonblocking(fd, true);
    if (!manner.isUnix && manner.type === SOCK_STREAM) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    // An answer needs an address to go to, which the kernel chooses.
    if (manner.isUnix && manner.type === SOCK_DGRAM) bind(fd, { path: '' });
    return { fd, isConnected: tryConnect(fd, address) };
  } catch (error) {
    close(fd);
    throw error;
  }
}

/** @throws {SocketError} with which connecting has ended */
export function checkConnected(fd: number, address: Address): void {
  const errno = getsockopt(fd, SOL_SOCKET, SO_ERROR);
  if (errno !== 0) throw socketError(-errno, 'connect', address);
}

function familyOf(address: Address): number {
  if (isUnixAddress(address)) return AF_UNIX;
  return isIPv6(address.host.split('%', 1)[0] as string) ? AF_INET6 : AF_INET;
}
