// How long an accepted connection had stood in the listener's backlog, from the kernel's own clock.
// TCP_INFO's tcpi_last_data_sent counts from the moment the handshake made the socket until something is sent on it
// (tcp(7); tcp_create_openreq_child sets lsndtime), so read right after accept it is the wait.
import { IPPROTO_TCP, TCP_INFO } from '@fdset/posix';
import type { Socket } from '@fdset/socket';

/** Offset of tcpi_last_data_sent in Linux's struct tcp_info: eight bytes of flags, then the tenth 32-bit word. */
const LAST_DATA_SENT = 44;

/** Returns `waited N ms in the backlog`, or what is known where the kernel does not tell (other systems than Linux). */
export function backlogWait(conn: Socket): string {
  if (process.platform !== 'linux') return 'waited in the backlog';
  const info = conn.getsockopt(IPPROTO_TCP, TCP_INFO, 256);
  return `waited ${info.readUInt32LE(LAST_DATA_SENT)} ms in the backlog`;
}
