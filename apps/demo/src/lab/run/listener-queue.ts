// How many connections wait to be accepted, by the kernel: for a socket that listens, tcpi_unacked of TCP_INFO is the length of its accept
// queue, and tcpi_sacked the backlog (tcp_get_info in net/ipv4/tcp.c).
import { IPPROTO_TCP, TCP_INFO } from '@fdset/posix';
import type { Socket } from '@fdset/socket';

/** The offsets in Linux's struct tcp_info: eight bytes of flags, then 32-bit words. */
const UNACKED = 24;
const SACKED = 28;
const TCP_INFO_BYTES = 256;

export interface ListenerQueue {
  readonly acceptQueue: number;
  readonly backlog: number;
}

export function listenerQueue(listener: Socket): ListenerQueue {
  const info = listener.getsockopt(IPPROTO_TCP, TCP_INFO, TCP_INFO_BYTES);
  return { acceptQueue: info.readUInt32LE(UNACKED), backlog: info.readUInt32LE(SACKED) };
}
