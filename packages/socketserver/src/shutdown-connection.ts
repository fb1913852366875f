// How a connection is shut down that its client may have left already.
import { SocketError } from '@fdset/socket';
import type { Socket } from '@fdset/socket';

/** What shutdown(2) says of a client that has gone: Linux the first, other kernels any of them. */
const GONE = new Set(['ENOTCONN', 'ECONNRESET', 'EINVAL']);

/**
 * shutdown(2), unless the client has gone.
 * @throws SocketError for anything else, as when a handler has closed the descriptor behind the socket's back
 */
export const shutdownConnection = (request: Socket, how: number): void => {
  try {
    request.shutdown(how);
  } catch (error) {
    if (!(error instanceof SocketError) || !GONE.has(error.code)) throw error;
  }
};
