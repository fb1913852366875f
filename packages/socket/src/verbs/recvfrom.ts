// Receives a datagram and its sender, with variants that never wait.
import { POLLIN, tryRecvfrom as tryOnce } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { roomOf } from '../arguments.js';
import { reserveRoom } from '../reserve-room.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { attemptLater, followedBy } from './attempt.js';
import type { Awaited, Outcome } from './attempt.js';
import { recvIntoLater, recvRest, wantsMore } from './recv.js';

/** A datagram and its sender, which is null if the kernel reports none. */
export type Datagram<A extends Address = Address> = [data: Buffer, address: A | null];

/** The length of a datagram that was received into a buffer, and its sender. */
export type DatagramInfo<A extends Address = Address> = [bytesReceived: number, address: A | null];

/** `recvfrom`: receives into new memory. */
export const recvfrom = (
  state: SocketState,
  maxBytes: number,
  flags: number,
): Outcome<Datagram> => {
  const room = reserveRoom(state, maxBytes, flags);
  const received = tryOnce(requireFd(state), room.slab, room.offset, room.length, flags);
  if (received === null) return fromLater(state, maxBytes, flags);
  const { bytesReceived, address } = received;
  return wantsMore(state, bytesReceived, room.length, flags)
    ? withSender(recvRest(state, room, flags, bytesReceived), address)
    : [room.take(bytesReceived), address];
};

/** `recvfromInto`: receives into the caller's buffer. */
export const recvfromInto = (
  state: SocketState,
  buffer: Uint8Array,
  maxBytes: number | undefined,
  flags: number,
): Outcome<DatagramInfo> => {
  const length = roomOf(buffer, maxBytes);
  const received = tryOnce(requireFd(state), buffer, 0, length, flags);
  if (received === null) return intoLater(state, buffer, length, flags);
  const { bytesReceived, address } = received;
  return wantsMore(state, bytesReceived, length, flags)
    ? withSender(recvIntoLater(state, buffer, length, flags, bytesReceived), address)
    : [bytesReceived, address];
};

// These are separate functions, because V8 moves the variables that a closure captures to the heap on every call.
const fromLater = (state: SocketState, maxBytes: number, flags: number): Outcome<Datagram> =>
  attemptLater(state, awaitedWith(flags), () => recvfrom(state, maxBytes, flags));

const intoLater = (
  state: SocketState,
  buffer: Uint8Array,
  length: number,
  flags: number,
): Outcome<DatagramInfo> =>
  attemptLater(state, awaitedWith(flags), () => recvfromInto(state, buffer, length, flags));

const awaitedWith = (flags: number): Awaited => ({ call: 'recvfrom', events: POLLIN, flags });

const withSender = <T>(
  outcome: Outcome<T>,
  address: Address | null,
): Outcome<[T, Address | null]> => followedBy(outcome, (received) => [received, address]);

/** `recvfrom` that never waits: null when there is no datagram. */
export const tryRecvfrom = (
  state: SocketState,
  maxBytes: number,
  flags: number,
): Datagram | null => {
  const fd = requireFd(state);
  const room = reserveRoom(state, maxBytes, flags);
  const received = tryOnce(fd, room.slab, room.offset, room.length, flags);
  return received === null ? null : [room.take(received.bytesReceived), received.address];
};

/** `recvfromInto` that never waits: null when there is no datagram. */
export const tryRecvfromInto = (
  state: SocketState,
  buffer: Uint8Array,
  maxBytes: number | undefined,
  flags: number,
): DatagramInfo | null => {
  const length = roomOf(buffer, maxBytes);
  const received = tryOnce(requireFd(state), buffer, 0, length, flags);
  return received === null ? null : [received.bytesReceived, received.address];
};
