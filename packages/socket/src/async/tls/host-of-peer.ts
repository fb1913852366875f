// The host to which a socket is connected: what the certificate of a TLS server is checked against.
import { AF_INET, AF_INET6, getpeername, isUnixAddress } from '@fdset/posix';
import { requireFd } from '../../socket-state.js';
import type { SocketState } from '../../socket-state.js';

/** The name that `connect` was given, else the numeric address of the peer; null for other sockets, and without a peer. */
export const hostOfPeer = (state: SocketState): string | null => {
  if (state.hostName !== null) return state.hostName;
  if (state.family !== AF_INET && state.family !== AF_INET6) return null;
  try {
    const peer = getpeername(requireFd(state));
    return isUnixAddress(peer) ? null : peer.host;
  } catch (error) {
    // The handshake tells that the connection has ended.
    if ((error as { code?: unknown }).code === 'ENOTCONN') return null;
    throw error;
  }
};
