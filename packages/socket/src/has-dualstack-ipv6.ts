// Whether one IPv6 listener can serve IPv4 clients too, found out by making one.
import { AF_INET6, IPPROTO_IPV6, IPV6_V6ONLY, SOCK_STREAM, SocketError } from '@fdset/posix';
import { Socket } from './socket.js';

/** True when the system can make an AF_INET6 socket with IPV6_V6ONLY switched off. */
export const hasDualstackIPv6 = (): boolean => {
  if (IPV6_V6ONLY < 0) return false;
  try {
    using socket = new Socket(AF_INET6, SOCK_STREAM);
    socket.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, false);
    return true;
  } catch (error) {
    if (error instanceof SocketError) return false;
    throw error;
  }
};
