// Reads the rest of a message of which a read got only the beginning.
import { POLLIN, waitFd } from '@fdset/posix';
import { SO_RCVLOWAT, SOL_SOCKET } from '@fdset/socket';
import type { Socket } from '@fdset/socket';

/** A guard only, because the sender is already sending. */
const PATIENCE_MS = 240_000;

/**
 * Reads `bytes` that are on their way and drops them. A socket whose SO_RCVLOWAT asks for the whole message is never
 * ready for less, so the mark is lowered meanwhile.
 */
export function discardRest(socket: Socket, bytes: number): void {
  const mark = socket.getsockopt(SOL_SOCKET, SO_RCVLOWAT);
  socket.setsockopt(SOL_SOCKET, SO_RCVLOWAT, 1);
  for (let left = bytes; left > 0;) {
    if (waitFd(socket.fileno(), POLLIN, PATIENCE_MS) === 0)
      throw new Error(`${left} bytes of a message did not come within ${PATIENCE_MS} ms`);
    left -= socket.tryRecv(left)?.length ?? 0;
  }
  socket.setsockopt(SOL_SOCKET, SO_RCVLOWAT, mark);
}
