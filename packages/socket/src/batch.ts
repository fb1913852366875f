// Sending and receiving several datagrams at once: tries first, then waits. socket-batches.ts is the
// public side.
import {
  MAX_BATCH,
  MSG_TRUNC,
  POLLIN,
  POLLOUT,
  SOCK_STREAM,
  batchSpace,
  rangeError,
  tryRecvmmsg,
  trySendmmsg,
} from '@fdset/posix';
import type { Address, BatchedDatagram, OutgoingDatagram } from '@fdset/posix';
import { checkByteCount, checkFlags } from './arguments.js';
import { reserveRoom } from './receive-pool.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { tryUntilReady } from './try-until-ready.js';
import { ReadyWait, enterCall, neverWaits } from './wait-ready.js';

// No datagram is longer, and no burst fills more: what is asked for beyond is not reserved.
const MAX_ROOM = 16 * 1024 * 1024;
// Its pages stay in the process once a datagram has touched them; a larger one goes back.
const MAX_KEPT_ROOM = 4 * 1024 * 1024;

/** One datagram of a batch. */
export interface BatchMessage<A extends Address = Address> {
  data: Buffer;
  /** Frozen, and the same object for many datagrams of one sender; null where the kernel names none. */
  address: A | null;
  /** MSG_TRUNC when the datagram was longer, MSG_CTRUNC when it came with descriptors (now closed). */
  flags: number;
}

/** How much is asked for. */
export interface BatchLimits {
  maxMessages: number;
  maxBytes: number;
}

/**
 * Checked limits, of which the room that they take is reasonable.
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const toBatchLimits = (maxMessages: number, maxBytes: number): BatchLimits => {
  const wanted = checkByteCount(maxMessages, 'maxMessages');
  if (wanted < 1 || wanted > MAX_BATCH)
    throw rangeError(`maxMessages must be from 1 to ${MAX_BATCH}, not ${maxMessages}`);
  const bytes = Math.min(checkByteCount(maxBytes, 'maxBytes'), MAX_ROOM);
  const fitting = Math.floor(MAX_ROOM / Math.max(batchSpace(1, bytes), 1));
  return { maxMessages: Math.min(wanted, fitting), maxBytes: bytes };
};

let kept = Buffer.alloc(0);
let lent = new WeakRef(kept);

// Datagrams are received into room for the longest ones, which is used again at once, and copied out
// packed: results that were views of that room would keep all of it alive.
const scratch = (state: SocketState, bytes: number, flags: number): Buffer => {
  const room = findRoom(bytes);
  // MSG_TRUNC makes TCP throw bytes away instead of writing them: earlier ones would show.
  if ((checkFlags(flags) & MSG_TRUNC) !== 0 && state.type === SOCK_STREAM) room.fill(0, 0, bytes);
  return room;
};

// Large room stays until the next collection: tries that find nothing would each take it anew.
const findRoom = (bytes: number): Buffer => {
  if (bytes <= kept.length) return kept;
  const found = bytes > MAX_KEPT_ROOM ? lent.deref() : undefined;
  if (found !== undefined && bytes <= found.length) return found;
  const room = Buffer.allocUnsafeSlow(bytes);
  if (bytes <= MAX_KEPT_ROOM) kept = room;
  else lent = new WeakRef(room);
  return room;
};

/** One recvmmsg that never waits; null when nothing is there. */
export const tryReceiveBatch = (
  state: SocketState,
  { maxMessages, maxBytes }: BatchLimits,
  flags: number,
): BatchMessage[] | null => {
  const room = scratch(state, batchSpace(maxMessages, maxBytes), flags);
  const received = tryRecvmmsg(requireFd(state), room, maxMessages, maxBytes, flags);
  return received === null ? null : takeOut(room, received);
};

const takeOut = (room: Buffer, received: readonly BatchedDatagram[]): BatchMessage[] => {
  const last = received.at(-1);
  const total = last === undefined ? 0 : last.offset + last.bytesReceived;
  const own = reserveRoom(total, 0);
  room.copy(own.slab, own.offset, 0, total);
  const data = own.take(total);
  return received.map(({ offset, bytesReceived, address, flags }) => ({
    data: data.subarray(offset, offset + bytesReceived),
    address,
    flags,
  }));
};

/** One recvmmsg, waiting for the first datagram as the socket's timeout says. */
export const receiveBatch = (
  state: SocketState,
  limits: BatchLimits,
  flags: number,
): BatchMessage[] =>
  tryUntilReady(state, { call: 'recvmmsg', events: POLLIN, flags }, () =>
    tryReceiveBatch(state, limits, flags),
  );

/** Sends datagrams: all of them on a socket without timeout, else what is taken at once. */
export const sendBatch = (
  state: SocketState,
  messages: readonly OutgoingDatagram[],
  flags: number,
): number => {
  const first = trySendmmsg(enterCall(state, 'sendmmsg'), messages, 0, flags);
  const takesAll = state.timeoutMs === null && !neverWaits(state, flags);
  if (first === messages.length || (first > 0 && !takesAll)) return first;
  return sendLater(state, messages, flags, Math.max(first, 0), takesAll);
};

const sendLater = (
  state: SocketState,
  messages: readonly OutgoingDatagram[],
  flags: number,
  already: number,
  takesAll: boolean,
): number => {
  const wait = new ReadyWait(state, 'sendmmsg', POLLOUT, flags, messages[already]?.address);
  let total = already;
  try {
    while (total < messages.length) {
      wait.untilReady();
      const sent = trySendmmsg(requireFd(state), messages, total, flags);
      if (sent < 0) continue;
      total += sent;
      wait.progressed();
      if (!takesAll) break;
    }
  } catch (error) {
    // As in the kernel: a failure after some were sent is for the next call.
    if (total === 0) throw error;
  }
  return total;
};
