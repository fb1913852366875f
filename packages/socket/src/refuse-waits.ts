// Sockets that refuse to block their thread.
import { argTypeError } from '@fdset/posix';
import { isSocket, stateOf } from './socket-inside.js';
import type { Socket } from './socket.js';

/**
 * Refuses to wait for one socket: a verb that would have to throws what `refuse` returns. A server does it for the connections
 * of handlers that share its event loop.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const refuseWaits = (socket: Socket, refuse: () => Error): void => {
  if (!isSocket(socket)) throw argTypeError('only a Socket can be made to refuse waits');
  stateOf(socket).refusal = refuse;
};
