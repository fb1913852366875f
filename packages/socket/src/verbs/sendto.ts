// Sends one datagram to an address, or with MSG_FASTOPEN the first bytes of a connection.
import {
  BlockingIOError,
  MSG_FASTOPEN,
  POLLOUT,
  toBytes,
  trySendto as tryOnce,
} from '@fdset/posix';
import type { Address, Sendable } from '@fdset/posix';
import { neverWaits } from '../never-waits.js';
import { resolveAddress } from '../resolve-address.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { attemptLater, followedBy } from './attempt.js';
import type { Outcome } from './attempt.js';
import { connectResolved } from './connect.js';
import { sendBytes } from './send.js';

// A constant that the platform lacks is -1, which would be a mask of all flags.
const FASTOPEN = MSG_FASTOPEN < 0 ? 0 : MSG_FASTOPEN;

/** `sendto`. */
export const sendto = (
  state: SocketState,
  data: Sendable,
  to: Address,
  flags: number,
): Outcome<number> => {
  requireFd(state);
  const bytes = toBytes(data);
  const address = resolveAddress(state, to, flags);
  const { length } = bytes;
  if ((flags & FASTOPEN) !== 0) return sendOpening(state, bytes, length, address, flags);
  const sent = tryOnce(requireFd(state), bytes, 0, length, flags, address);
  return sent >= 0 ? sent : sendtoLater(state, bytes, length, address, flags);
};

// This is a separate function, because V8 moves the variables that a closure captures to the heap on every call.
const sendtoLater = (
  state: SocketState,
  bytes: Uint8Array,
  length: number,
  address: Address,
  flags: number,
): Outcome<number> =>
  attemptLater(state, { call: 'sendto', events: POLLOUT, flags, address }, () =>
    tryOnce(requireFd(state), bytes, 0, length, flags, address),
  );

// If the kernel has no cookie of the peer, it only starts to connect, and a call that must not wait has sent nothing.
const sendOpening = (
  state: SocketState,
  bytes: Uint8Array,
  length: number,
  address: Address,
  flags: number,
): Outcome<number> => {
  const sendOpened = (): Outcome<number> => sendBytes(state, bytes, flags & ~FASTOPEN, 0, length);
  try {
    const sent = tryOnce(requireFd(state), bytes, 0, length, flags, address);
    return sent >= 0 ? sent : sendOpened();
  } catch (error) {
    const isOpening = error instanceof BlockingIOError && error.code === 'EINPROGRESS';
    if (!isOpening || neverWaits(state, flags)) throw error;
  }
  return followedBy(connectResolved(state, address), sendOpened);
};

/** `sendto` that never waits (except for resolving a name): -1 when the queue is full. */
export const trySendto = (
  state: SocketState,
  data: Sendable,
  to: Address,
  flags: number,
): number => {
  const bytes = toBytes(data);
  const { length } = bytes;
  const address = resolveAddress(state, to, flags);
  return tryOnce(requireFd(state), bytes, 0, length, flags, address);
};
