// The limits of a burst of datagrams, and the memory into which verbs/recvmmsg.ts receives it.
import {
  MAX_BATCH,
  MSG_TRUNC,
  SOCK_STREAM,
  batchSpace,
  checkMessageFlags,
  rangeError,
} from '@fdset/posix';
import { checkByteCount } from './arguments.js';
import type { SocketState } from './socket-state.js';

// No datagram is longer, and no burst fills more, so no more is reserved.
const MAX_ROOM = 16 * 1024 * 1024;
// The room that is kept occupies memory once datagrams have touched its pages, so larger room is freed.
const MAX_KEPT_ROOM = 4 * 1024 * 1024;

/** The checked limits of one burst. */
export interface BatchLimits {
  maxMessages: number;
  maxBytes: number;
}

/**
 * Checks the limits, and reduces them so that their room is reasonable.
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
 * Reserves room for the longest datagrams until the next call. The datagrams are copied out of it without gaps, because
 * results that were views of the room would keep all of it alive.
 */
export const batchRoom = (state: SocketState, bytes: number, flags: number): Buffer => {
  const room = findRoom(bytes);
  // With MSG_TRUNC TCP discards bytes instead of writing them, and earlier bytes in the room would show.
  if ((checkMessageFlags(flags) & MSG_TRUNC) !== 0 && state.type === SOCK_STREAM)
    room.fill(0, 0, bytes);
  return room;
};

// Large room stays until the next garbage collection, because tries that find nothing would otherwise allocate it each time.
const findRoom = (bytes: number): Buffer => {
  if (bytes <= kept.length) return kept;
  const found = bytes > MAX_KEPT_ROOM ? lent.deref() : undefined;
  if (found !== undefined && bytes <= found.length) return found;
  const room = Buffer.allocUnsafeSlow(bytes);
  if (bytes <= MAX_KEPT_ROOM) kept = room;
  else lent = new WeakRef(room);
  return room;
};
