// Receives many datagrams by one system call. ../batch-room.ts has the memory for them.
import { POLLIN, batchSpace, tryRecvmmsg as tryOnce } from '@fdset/posix';
import type { Address, BatchedDatagram } from '@fdset/posix';
import { batchRoom, toBatchLimits } from '../batch-room.js';
import type { BatchLimits } from '../batch-room.js';
import { reserveShared } from '../receive-pool.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { attempt } from './attempt.js';
import type { Outcome } from './attempt.js';

/** One datagram of a batch. */
export interface BatchMessage<A extends Address = Address> {
  data: Buffer;
  /** The sender, as a frozen object that datagrams of the same sender share; null if the kernel reports none. */
  address: A | null;
  /** MSG_TRUNC if the datagram was longer, MSG_CTRUNC if it had descriptors, which were closed. */
  flags: number;
}

/** `recvmmsg`: waits for the first datagram. */
export const recvmmsg = (
  state: SocketState,
  maxMessages: number,
  maxBytes: number,
  flags: number,
): Outcome<BatchMessage[]> => {
  const limits = toBatchLimits(maxMessages, maxBytes);
  return attempt(state, { call: 'recvmmsg', events: POLLIN, flags }, () =>
    receive(state, limits, flags),
  );
};

/** `recvmmsg` that never waits: null when there is no datagram. */
export const tryRecvmmsg = (
  state: SocketState,
  maxMessages: number,
  maxBytes: number,
  flags: number,
): BatchMessage[] | null => {
  requireFd(state);
  return receive(state, toBatchLimits(maxMessages, maxBytes), flags);
};

const receive = (
  state: SocketState,
  { maxMessages, maxBytes }: BatchLimits,
  flags: number,
): BatchMessage[] | null => {
  const fd = requireFd(state);
  const room = batchRoom(state, batchSpace(maxMessages, maxBytes), flags);
  const received = tryOnce(fd, room, maxMessages, maxBytes, flags);
  return received === null ? null : takeOut(room, received);
};

const takeOut = (room: Buffer, received: readonly BatchedDatagram[]): BatchMessage[] => {
  const last = received.at(-1);
  const total = last === undefined ? 0 : last.offset + last.bytesReceived;
  const own = reserveShared(total);
  room.copy(own.slab, own.offset, 0, total);
  const data = own.take(total);
  return received.map(({ offset, bytesReceived, address, flags }) => ({
    data: data.subarray(offset, offset + bytesReceived),
    address,
    flags,
  }));
};
