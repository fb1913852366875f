// How much a burst of datagrams may ask for, and the room that it is received into. verbs/recvmmsg.ts receives it.
import { MAX_BATCH, MSG_TRUNC, SOCK_STREAM, batchSpace, rangeError } from '@fdset/posix';
import { checkByteCount, checkFlags } from './arguments.js';
import type { SocketState } from './socket-state.js';

// No datagram is longer, and no burst fills more: what is asked for beyond is not reserved.
const MAX_ROOM = 16 * 1024 * 1024;
// Its pages stay in the process once a datagram has touched them; a larger one goes back.
const MAX_KEPT_ROOM = 4 * 1024 * 1024;

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

/**
 * Room for the longest datagrams, lent until the next call: they are copied out of it packed, since results that were views
 * of it would keep all of it alive.
 */
export const batchRoom = (state: SocketState, bytes: number, flags: number): Buffer => {
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
