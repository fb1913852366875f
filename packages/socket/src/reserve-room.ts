// The memory into which a verb receives its result: shared by results one behind the other (receive-pool.ts), or of one
// result, on sockets whose program gives memory back (own-room.ts).
import { MSG_TRUNC, MSG_WAITALL, checkMessageFlags } from '@fdset/posix';
import { checkByteCount } from './arguments.js';
import { isWorthReturning } from './own-memory.js';
import { ownRoom } from './own-room.js';
import { ReceivePool, reserveShared } from './receive-pool.js';
import type { Room } from './room.js';
import type { SocketState } from './socket-state.js';

// No transport delivers more at once, so `recv(2 ** 31 - 1)` need not allocate 2 GiB.
const MAX_REQUEST = 16 * 1024 * 1024;

/**
 * Checks the arguments of a receive, and returns the size of its room.
 * @throws {TypeError|RangeError} when `maxBytes` or `flags` is not a valid number
 */
export const roomLength = (maxBytes: number, flags: number): number => {
  checkMessageFlags(flags);
  const wanted = checkByteCount(maxBytes, 'maxBytes');
  // MSG_WAITALL promises the whole length; without it a shorter receive is allowed.
  return (flags & MSG_WAITALL) === 0 ? Math.min(wanted, MAX_REQUEST) : wanted;
};

/**
 * Reserves room for a result of at most `maxBytes`. It is valid until the next call, so no other code may run between
 * this and `take`.
 */
export const reserveRoom = (state: SocketState, maxBytes: number, flags: number): Room => {
  const length = roomLength(maxBytes, flags);
  // With MSG_TRUNC TCP discards bytes instead of writing them, and earlier bytes of the memory would show.
  if ((flags & MSG_TRUNC) !== 0) return ReceivePool.zeroed(length);
  return state.recycles && isWorthReturning(length)
    ? ownRoom.reserve(length)
    : reserveShared(length);
};
