// How long an accepted connection has waited in the listener's backlog, by the kernel's own clock. tcpi_last_data_sent of TCP_INFO
// counts from the handshake until data is sent (tcp(7); tcp_create_openreq_child sets lsndtime), so right after accept it is the
// wait.
import { IPPROTO_TCP, TCP_INFO } from '@fdset/socket';
import type { Socket } from '@fdset/socket';

/** The offset of tcpi_last_data_sent in Linux's struct tcp_info: after eight bytes of flags it is the tenth 32-bit word. */
const LAST_DATA_SENT = 44;

/** Returns the wait in ms, which the kernel counts in steps of up to 10 ms; null on other systems than Linux. */
export function backlogWaitMs(conn: Pick<Socket, 'getsockopt'>): number | null {
  if (process.platform !== 'linux') return null;
  const info = conn.getsockopt(IPPROTO_TCP, TCP_INFO, 256);
  return info.readUInt32LE(LAST_DATA_SENT);
}
