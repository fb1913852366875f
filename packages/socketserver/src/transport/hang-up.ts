// How a server and its workers end a connection. The client may have left already.
import { SHUT_RDWR, SHUT_WR, SocketError } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { isPromise } from '../basics.js';

/** Errors of shutdown(2) after the client has gone: Linux gives ENOTCONN, other kernels any of these. */
const GONE = new Set(['ENOTCONN', 'ECONNRESET', 'EINVAL']);

/** Calls shutdown(2), and ignores the error if the client has gone. */
const shutdown = (connection: Socket, how: number): void => {
  try {
    connection.shutdown(how);
  } catch (error) {
    if (!(error instanceof SocketError) || !GONE.has(error.code)) throw error;
  }
};

/** Closes a connection: a server does it by its hook. */
export interface Closer {
  closeRequest(request: Socket): void;
}

/** Closes connections in workers, which do not have the server's hooks. */
export const plainCloser: Closer = { closeRequest: (request) => request.close() };

/**
 * Shuts the connection down (SHUT_WR), so that the client sees the end even if a copy of the descriptor is open, then calls
 * `closeRequest`. If an override of that returns a promise, the caller gets it. A closed connection is left alone.
 * @throws SocketError such as EBADF when a handler has closed the descriptor without the socket object; `closeRequest` has
 * been called then
 */
export const hangUp = (connection: Socket, by: Closer): void => {
  if (connection.closed) return;
  try {
    shutdown(connection, SHUT_WR);
  } catch (error) {
    return thenThrow(by.closeRequest(connection), error);
  }
  return by.closeRequest(connection);
};

/** Makes a handler that waits for the client stop. The connection stays open. @throws SocketError as {@link hangUp} */
export const cutOff = (connection: Socket): void => {
  if (!connection.closed) shutdown(connection, SHUT_RDWR);
};

// An override of closeRequest may return a promise; the caller gets one that rejects with the error.
const thenThrow = (closing: unknown, error: unknown): void => {
  if (!isPromise(closing)) throw error;
  const failing: unknown = Promise.resolve(closing).then(() => Promise.reject(error as Error));
  return failing as void;
};
