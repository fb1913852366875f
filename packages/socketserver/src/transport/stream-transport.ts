// Requests that are connections: each has a descriptor of its own, and outlives the listener.
import { AF_UNIX, SHUT_RDWR } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { shutdownConnection } from '../shutdown-connection.js';
import { peerOfAddress } from './peer-of-address.js';
import type { Transport } from './transport.js';

/** @param idleTimeoutMs - how long a connection may stay silent in one call of its handler; null for ever */
export const streamTransport = (
  listener: Socket,
  idleTimeoutMs: number | null,
): Transport<Socket> => ({
  take: () => {
    const accepted = listener.tryAccept();
    if (accepted !== null && idleTimeoutMs !== null) accepted[0].settimeout(idleTimeoutMs);
    return accepted;
  },
  peerOf: (connection, clientAddress) =>
    connection.family === AF_UNIX
      ? `uid ${connection.getPeerCredentials().uid}`
      : peerOfAddress(clientAddress),
  abort: (connection) => {
    if (!connection.closed) shutdownConnection(connection, SHUT_RDWR);
  },
  closeListener: () => listener.close(),
  closeAnswering: () => {},
});
