// One descriptor for many users: each gets an object of its own, none can end or rename what all of them use. Cheaper than
// dup(2): no system call, nothing to collect (a datagram server makes one for each datagram).
import { argTypeError, dup, release } from '@fdset/posix';
import { isSocket, stateOf } from './socket-inside.js';
import { lendState, requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { Socket } from './socket.js';

const refused = (verb: string): TypeError =>
  argTypeError(
    `${verb} would change the socket for all that use it: it is lent; make one of your own for that, or a dup()`,
    'ERR_FDSET_UNSUPPORTED',
  );

class LentSocket extends Socket {
  override bind(): never {
    throw refused('bind');
  }

  override listen(): never {
    throw refused('listen');
  }

  override connect(): never {
    throw refused('connect');
  }

  override connectEx(): never {
    throw refused('connectEx');
  }

  override tryConnect(): never {
    throw refused('tryConnect');
  }

  override shutdown(): never {
    throw refused('shutdown');
  }

  override detach(): number {
    const own = dup(requireFd(stateOf(this)));
    release(own);
    super.detach();
    return own;
  }
}

/**
 * A second Socket over the same descriptor, which stays the first one's. `close()`, `detach()` (it gives a duplicate) and
 * `settimeout()` concern this object alone; what would end or rename the socket for all is refused with
 * ERR_FDSET_UNSUPPORTED. It is closed as soon as the first one is. Options set with `setsockopt` are the descriptor's.
 * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED, ERR_FDSET_INVALID_ARG_TYPE
 */
export const lendSocket = (socket: Socket): Socket => {
  if (!isSocket(socket)) throw argTypeError('only a Socket can be lent');
  return new (LentSocket as unknown as new (state: SocketState) => Socket)(
    lendState(stateOf(socket)),
  );
};
