// `recv` and `recvInto` of a socket that waits without limit or conditions: one native call which tries and waits, where
// the verb, block.ts and another try would be three. What is left of such a call (another thread took the bytes) is the verb's.
import { recvWaiting } from '@fdset/posix';
import { roomOf } from './arguments.js';
import { block, enter } from './block.js';
import { reserveRoom } from './receive-pool.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { recv, recvInto, recvIntoLater, recvLater } from './verbs/recv.js';

const waitsPlainly = (state: SocketState, flags: number): boolean =>
  state.timeoutMs === null && flags === 0;

/** `Socket.recv`. */
export const blockRecv = (state: SocketState, maxBytes: number, flags: number): Buffer => {
  enter(state, 'recv');
  if (!waitsPlainly(state, flags)) return block(state, recv(state, maxBytes, flags));
  const room = reserveRoom(maxBytes, flags);
  const fd = requireFd(state);
  if (room.length === 0) return room.take(0);
  const received = recvWaiting(fd, room.slab, room.offset, room.length);
  return received < 0 ? block(state, recvLater(state, maxBytes, flags)) : room.take(received);
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
  const received = recvWaiting(fd, buffer, 0, length);
  return received < 0 ? block(state, recvIntoLater(state, buffer, length, flags, 0)) : received;
};
