// Whether one IPv6 listener can serve IPv4 clients too, found out by making one.
import { AF_INET6, IPPROTO_IPV6, IPV6_V6ONLY, SOCK_STREAM, SocketError } from '@fdset/posix';
import { Socket } from './socket.js';

// These say something about this moment, nothing about the system's abilities.
const EXHAUSTED = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** True when the system can make an AF_INET6 socket with IPV6_V6ONLY switched off. @throws SocketError EMFILE */
export const hasDualstackIPv6 = (): boolean => {
  if (IPV6_V6ONLY < 0) return false;
  try {
    using socket = new Socket(AF_INET6, SOCK_STREAM);
    socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, false);
    return true;
  } catch (error) {
    if (error instanceof SocketError && !EXHAUSTED.has(error.code)) return false;
    throw error;
  }
};
