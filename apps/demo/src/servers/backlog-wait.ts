// How long an accepted connection has waited in the listener's backlog, by the kernel's own clock. tcpi_last_data_sent of TCP_INFO
// counts from the handshake until data is sent (tcp(7); tcp_create_openreq_child sets lsndtime), so right after accept it is the
// wait.
import { IPPROTO_TCP, TCP_INFO } from '@fdset/posix';
import type { Socket } from '@fdset/socket';

/** The offset of tcpi_last_data_sent in Linux's struct tcp_info: after eight bytes of flags it is the tenth 32-bit word. */
const LAST_DATA_SENT = 44;

/** Returns `waited N ms in the backlog`, on other systems than Linux without the time. */
export function backlogWait(conn: Socket): string {
  if (process.platform !== 'linux') return 'waited in the backlog';
  const info = conn.getsockopt(IPPROTO_TCP, TCP_INFO, 256);
  return `waited ${info.readUInt32LE(LAST_DATA_SENT)} ms in the backlog`;
}
