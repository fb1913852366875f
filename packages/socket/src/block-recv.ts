// The first try of `recv` and `recvInto` when this thread blocks. If there is no limit and no flag, one native call tries and
// waits, where the verb, block.ts and another try would make three calls. The verb does the rest.
import { debugWait, isDebugging, recvWaiting, tryRecv } from '@fdset/posix';
import { roomOf } from './arguments.js';
import { block, enter, mayWait } from './block.js';
import { reserveRoom } from './reserve-room.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { recvInto, recvIntoLater, recvLater, recvRest, wantsMore } from './verbs/recv.js';

const waitsPlainly = (state: SocketState, flags: number): boolean =>
  state.timeoutMs === null && state.readLimitMs === null && flags === 0 && mayWait(state);

const recvPlainly: typeof recvWaiting = (fd, ...room) => {
  const told = isDebugging ? debugWait(null) : null;
  const received = recvWaiting(fd, ...room);
  told?.(`${fd} received ${received} bytes`);
  return received;
};

/** `Socket.recv`. It checks a number to see whether it must wait, because `instanceof` on a Buffer walks all its prototypes. */
export const blockRecv = (state: SocketState, maxBytes: number, flags: number): Buffer => {
  enter(state, 'recv');
  const room = reserveRoom(state, maxBytes, flags);
  const fd = requireFd(state);
  const { slab, offset, length } = room;
  if (length === 0) return room.take(0);
  const received = waitsPlainly(state, flags)
    ? recvPlainly(fd, slab, offset, length)
    : tryRecv(fd, slab, offset, length, flags);
  if (received < 0) return block(state, recvLater(state, maxBytes, flags));
  if (!wantsMore(state, received, length, flags)) return room.take(received);
  return block(state, recvRest(state, room, flags, received));
};

/** `Socket.recvInto`. */
export const blockRecvInto = (
  state: SocketState,
  buffer: Uint8Array,
  maxBytes: number | undefined,
  flags: number,
): number => {
  enter(state, 'recv');
  if (!waitsPlainly(state, flags)) return block(state, recvInto(state, buffer, maxBytes, flags));
  const length = roomOf(buffer, maxBytes);
  const fd = requireFd(state);
  if (length === 0) return 0;
  const received = recvPlainly(fd, buffer, 0, length);
  return received < 0 ? block(state, recvIntoLater(state, buffer, length, flags, 0)) : received;
};
