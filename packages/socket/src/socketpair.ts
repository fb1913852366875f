// Makes two sockets that are connected to each other.
import { AF_UNIX, SOCK_STREAM, socketpair as socketpairFds } from '@fdset/posix';
import type { UnixAddress } from '@fdset/posix';
import { adoptSocket } from './socket.js';
import type { Socket } from './socket.js';
import { stateOfType } from './socket-state.js';

/**
 * Makes two connected sockets; defaults: AF_UNIX, SOCK_STREAM. See socketpair(2).
 * @throws {SocketError} EMFILE, EOPNOTSUPP for families other than AF_UNIX
 */
export const socketpair = (
  family = AF_UNIX,
  type = SOCK_STREAM,
  protocol = 0,
): [a: Socket<UnixAddress>, b: Socket<UnixAddress>] => {
  const [a, b] = socketpairFds(family, type, protocol);
  return [
    adoptSocket(stateOfType(a, family, type, protocol)),
    adoptSocket(stateOfType(b, family, type, protocol)),
  ];
};
