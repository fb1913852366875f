// Lends one descriptor to many users. Each gets a Socket object of its own, and none can end or rename the socket for the
// others. It is cheaper than dup(2), because it needs no system call and no finalizer; a datagram server makes one object for
// each datagram.
import { argTypeError, dup, release } from '@fdset/posix';
import { isSocket, stateOf } from './socket-inside.js';
import { lendState, requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { Socket } from './socket.js';

const refusal = (verb: string): TypeError =>
  argTypeError(
    `${verb} would change the socket, which is lent, for all its users: make a socket of your own for that, or a dup()`,
    'ERR_FDSET_UNSUPPORTED',
  );

class LentSocket extends Socket {
  override bind(): never {
    throw refusal('bind');
  }

  override listen(): never {
    throw refusal('listen');
  }

  override connect(): never {
    throw refusal('connect');
  }

  override connectEx(): never {
    throw refusal('connectEx');
  }

  override tryConnect(): never {
    throw refusal('tryConnect');
  }

  override shutdown(): never {
    throw refusal('shutdown');
  }

  override detach(): number {
    const own = dup(requireFd(stateOf(this)));
    release(own);
    super.detach();
    return own;
  }
}

/**
 * Makes a second Socket over the same descriptor, which the first one still owns. `close()`, `detach()` (which returns a
 * duplicate) and `settimeout()` affect only the new object. Verbs that would end or rename the socket for all users throw
 * ERR_FDSET_UNSUPPORTED. The new object is closed as soon as the first one is. Options of `setsockopt` belong to the
 * descriptor, so they affect all users.
 * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED, ERR_FDSET_INVALID_ARG_TYPE
 */
export const lendSocket = (socket: Socket): Socket => {
  if (!isSocket(socket)) throw argTypeError('only a Socket can be lent');
  return new (LentSocket as unknown as new (state: SocketState) => Socket)(
    lendState(stateOf(socket)),
  );
};
