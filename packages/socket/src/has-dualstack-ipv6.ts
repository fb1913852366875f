// Finds out whether an IPv6 listener can serve IPv4 clients too, by making a socket for it.
import { AF_INET6, IPPROTO_IPV6, IPV6_V6ONLY, SOCK_STREAM, SocketError } from '@fdset/posix';
import { Socket } from './socket.js';

// The system has no IPv6, or no dual-stack sockets. Other errors, such as of a full table or a sandbox, do not tell that.
const MISSING = new Set(['EAFNOSUPPORT', 'EPROTONOSUPPORT', 'ENOPROTOOPT', 'EINVAL']);

/** True when the system can make an AF_INET6 socket with IPV6_V6ONLY switched off. @throws SocketError EMFILE, EACCES */
export const hasDualstackIPv6 = (): boolean => {
  if (IPV6_V6ONLY < 0) return false;
  try {
    using socket = new Socket(AF_INET6, SOCK_STREAM);
    socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, false);
    return true;
  } catch (error) {
    if (error instanceof SocketError && MISSING.has(error.code)) return false;
    throw error;
  }
};
