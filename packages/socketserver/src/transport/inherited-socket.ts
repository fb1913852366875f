// A server over a socket that somebody else has made: systemd, a parent process, the program itself.
import { argTypeError, F_SETFD, fcntl, FD_CLOEXEC } from '@fdset/posix';
import { AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM, Socket } from '@fdset/socket';

/** In place of an address: an open socket by its descriptor, which the server takes over. */
export interface InheritedSocket {
  /** The descriptor, of the server's own family and type; a stream socket may listen already. */
  readonly fd: number;
}

/** What a bind would need, and a socket that is bound has behind it. */
const OF_THE_BIND = [
  'allowReuseAddress',
  'allowReusePort',
  'family',
  'dualstackIPv6',
  'mode',
] as const;

export const isInherited = (address: object): address is InheritedSocket =>
  'fd' in address && address.fd !== undefined;

/**
 * The socket of a descriptor; close-on-exec from now on, since this server's processes get what they need otherwise.
 * @throws {SocketError} EBADF, ENOTSOCK
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE for a socket of another kind; ERR_FDSET_UNSUPPORTED for options of the bind.
 * The descriptor stays the caller's.
 */
export const takeOver = (
  { fd }: InheritedSocket,
  wanted: { readonly addressFamily: number; readonly socketType: number },
  options: Partial<Record<(typeof OF_THE_BIND)[number], unknown>>,
): Socket => {
  const beside = OF_THE_BIND.find((name) => options[name] !== undefined);
  if (beside !== undefined)
    throw argTypeError(
      `${beside} belongs to the bind, and a server over { fd } binds nothing: leave it out`,
      'ERR_FDSET_UNSUPPORTED',
    );
  const socket = Socket.fromFd(fd);
  const why = whyNot(socket, wanted);
  if (why === null) {
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return socket;
  }
  socket.detach();
  throw argTypeError(`descriptor ${fd} is ${why}, which this server needs`);
};

const whyNot = (socket: Socket, wanted: Kind): string | null => {
  if (!isOfKind(socket, wanted)) return `not ${nameOf(wanted)}`;
  // listen(2) would say EINVAL.
  return socket.type === SOCK_STREAM && isConnected(socket)
    ? 'connected, and not a socket to listen on'
    : null;
};

const isConnected = (socket: Socket): boolean => {
  try {
    socket.getpeername();
    return true;
  } catch {
    return false;
  }
};

type Kind = Parameters<typeof takeOver>[1];

const isOfKind = ({ family, type }: Socket, { addressFamily, socketType }: Kind): boolean =>
  type === socketType &&
  (addressFamily === AF_UNIX ? family === AF_UNIX : family === AF_INET || family === AF_INET6);

const nameOf = ({ addressFamily, socketType }: Kind): string => {
  const type = socketType === SOCK_STREAM ? 'stream' : 'datagram';
  return addressFamily === AF_UNIX ? `a Unix ${type} socket` : `an internet ${type} socket`;
};
