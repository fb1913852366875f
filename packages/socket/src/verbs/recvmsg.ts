// Receives messages: bytes with the requested control messages. ../incoming-message.ts reads the options.
import { POLLIN, close, tryRecvmsg as tryOnce } from '@fdset/posix';
import type { Address, ReceivedMessage } from '@fdset/posix';
import { toBuffers } from '../arguments.js';
import { toIncoming } from '../incoming-message.js';
import type { Incoming, RecvmsgOptions } from '../incoming-message.js';
import { reserveRoom } from '../reserve-room.js';
import type { Room } from '../room.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { attempt } from './attempt.js';
import type { Awaited, Outcome } from './attempt.js';

/** A received message; `flags` may hold MSG_TRUNC, MSG_CTRUNC, MSG_EOR and others. */
export interface Message<A extends Address = Address> extends Omit<
  ReceivedMessage,
  'bytesReceived' | 'address'
> {
  data: Buffer;
  address: A | null;
}

/** A message received into the caller's buffers. */
export type MessageInfo<A extends Address = Address> = ReceivedMessage & { address: A | null };

/** The result of `recvFds`. */
export type ReceivedFds<A extends Address = Address> = Pick<
  Message<A>,
  'data' | 'fds' | 'flags' | 'address'
>;

const awaitedFor = ({ flags }: Incoming): Awaited => ({ call: 'recvmsg', events: POLLIN, flags });

/** `recvmsg`: receives into new memory. */
export const recvmsg = (
  state: SocketState,
  maxBytes: number,
  options: RecvmsgOptions,
): Outcome<Message> => {
  const incoming = toIncoming(state, options);
  return attempt(state, awaitedFor(incoming), () => receive(state, maxBytes, incoming));
};

/** `recvmsg` that never waits: null when there is no message. */
export const tryRecvmsg = (
  state: SocketState,
  maxBytes: number,
  options: RecvmsgOptions,
): Message | null => receive(state, maxBytes, toIncoming(state, options));

const receive = (state: SocketState, maxBytes: number, incoming: Incoming): Message | null => {
  const room = reserveRoom(state, maxBytes, incoming.flags);
  const received = tryOnce(requireFd(state), [viewOf(room)], incoming);
  return received === null ? null : toMessage(room, received);
};

/** `recvmsgInto`: receives into the caller's buffers. */
export const recvmsgInto = (
  state: SocketState,
  buffers: Uint8Array | readonly Uint8Array[],
  options: RecvmsgOptions,
): Outcome<MessageInfo> => {
  const into = toBuffers(buffers);
  const incoming = toIncoming(state, options);
  return attempt(state, awaitedFor(incoming), () => tryOnce(requireFd(state), into, incoming));
};

/** Reduces a message to its data and descriptors, and closes the process descriptor of the sender (SO_PASSPIDFD). */
export const toReceivedFds = <A extends Address>(message: Message<A>): ReceivedFds<A> => {
  if (message.pidfd !== undefined) close(message.pidfd);
  return { data: message.data, fds: message.fds, flags: message.flags, address: message.address };
};

const viewOf = (room: Room): Buffer => room.slab.subarray(room.offset, room.offset + room.length);

const toMessage = (room: Room, received: ReceivedMessage): Message => {
  const { bytesReceived, ...rest } = received;
  return { ...rest, data: room.take(bytesReceived) };
};
