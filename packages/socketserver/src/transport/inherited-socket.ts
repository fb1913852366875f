// A server over an existing socket, which systemd, a parent process or the program itself has made.
import { argTypeError, F_SETFD, fcntl, FD_CLOEXEC } from '@fdset/posix';
import { AF_INET, AF_INET6, AF_UNIX, SOCK_STREAM, Socket } from '@fdset/socket';

/** The descriptor of an open socket, given in place of an address; the server takes it over. */
export interface InheritedSocket {
  /** The descriptor. Its family and type must be the server's; a stream socket may listen already. */
  readonly fd: number;
}

/** Options of the bind, which have no effect on a socket that is bound already. */
const BIND_OPTIONS = [
  'allowReuseAddress',
  'allowReusePort',
  'family',
  'dualstackIPv6',
  'mode',
] as const;

export const isInherited = (address: object): address is InheritedSocket =>
  'fd' in address && address.fd !== undefined;

/**
 * Makes a socket of the descriptor and sets close-on-exec, because the server passes descriptors to its processes
 * explicitly.
 * @throws {SocketError} EBADF, ENOTSOCK
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE for a socket of another kind; ERR_FDSET_UNSUPPORTED for options of the bind.
 * The caller then keeps the descriptor.
 */
export const takeOver = (
  { fd }: InheritedSocket,
  wanted: { readonly addressFamily: number; readonly socketType: number },
  options: Partial<Record<(typeof BIND_OPTIONS)[number], unknown>>,
): Socket => {
  const bindOption = BIND_OPTIONS.find((name) => options[name] !== undefined);
  if (bindOption !== undefined)
    throw argTypeError(
      `${bindOption} belongs to the bind, and a server over { fd } binds nothing: leave it out`,
      'ERR_FDSET_UNSUPPORTED',
    );
  const socket = Socket.fromFd(fd);
  const mismatch = describeMismatch(socket, wanted);
  if (mismatch === null) {
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    return socket;
  }
  socket.detach();
  throw argTypeError(`descriptor ${fd} is ${mismatch}, which this server needs`);
};

const describeMismatch = (socket: Socket, wanted: Kind): string | null => {
  if (!isOfKind(socket, wanted)) return `not ${nameOf(wanted)}`;
  // listen(2) of a connected socket would fail with EINVAL.
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
