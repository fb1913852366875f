// The message verbs of Socket: several buffers at once, and what travels beside the bytes
// (descriptors, credentials, timestamps, any control message). The loops are in message.ts.
import { close, tryRecvmsg, trySendmsg } from '@fdset/posix';
import type { Address, ReceivedMessage } from '@fdset/posix';
import { toBuffers, toPieces } from './arguments.js';
import type { DescriptorLike, Sendable } from './arguments.js';
import { toIncoming } from './incoming-message.js';
import type { RecvmsgOptions } from './incoming-message.js';
import { receiveMessage, sendMessage } from './message.js';
import { reserveRoom } from './receive-pool.js';
import type { ReceivePool } from './receive-pool.js';
import { toOutgoing } from './outgoing-message.js';
import type { SendmsgOptions } from './outgoing-message.js';
import { SocketSender } from './socket-sender.js';
import { stateOf } from './socket-handle.js';
import { requireFd } from './socket-state.js';

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

/** What `recvFds` received. */
export type ReceivedFds<A extends Address = Address> = Pick<
  Message<A>,
  'data' | 'fds' | 'flags' | 'address'
>;

/** Messages. */
export abstract class SocketMessages<A extends Address = Address> extends SocketSender<A> {
  /**
   * Sends one message gathered from one or several buffers and returns how many bytes the kernel
   * took (all of them on a blocking stream socket). See sendmsg(2).
   * @throws as `send`; EMSGSIZE, EPERM for foreign credentials, EBADF for a closed descriptor
   */
  sendmsg(data: Sendable | readonly Sendable[], options: SendmsgOptions<A> = {}): number {
    const state = stateOf(this);
    return sendMessage(state, toPieces(data), toOutgoing(state, options));
  }

  /** `sendmsg` that never waits: -1 when the queue is full. */
  trySendmsg(data: Sendable | readonly Sendable[], options: SendmsgOptions<A> = {}): number {
    const state = stateOf(this);
    const pieces = toPieces(data);
    const plain = toOutgoing(state, options);
    return trySendmsg(requireFd(state), pieces, plain);
  }

  /**
   * Receives one message of at most `maxBytes` and what was asked for of what comes beside it:
   * descriptors with `{ maxFds }`, anything else with `{ controlBytes }`. Received descriptors, those in
   * `fds` and `pidfd`, are close-on-exec and yours to close.
   *
   * Where there was no room `flags` has MSG_TRUNC (bytes) or MSG_CTRUNC (descriptors, control messages).
   * Descriptors without room are closed: without `maxFds` that is all of them.
   * @throws as `recv`
   */
  recvmsg(maxBytes: number, options: RecvmsgOptions = {}): Message<A> {
    const state = stateOf(this);
    const read = toIncoming(state, options);
    const room = reserveRoom(maxBytes, read.flags);
    return toMessage(room, receiveMessage(state, [viewOf(room)], read));
  }

  /** `recvmsg` that never waits: null when nothing is there. */
  tryRecvmsg(maxBytes: number, options: RecvmsgOptions = {}): Message<A> | null {
    const state = stateOf(this);
    const read = toIncoming(state, options);
    const room = reserveRoom(maxBytes, read.flags);
    const received = tryRecvmsg(requireFd(state), [viewOf(room)], read);
    return received === null ? null : toMessage(room, received);
  }

  /**
   * `recvmsg` scattered into the caller's buffers; `bytesReceived` counts through them in order.
   * @throws as `recv`
   */
  recvmsgInto(
    buffers: Uint8Array | readonly Uint8Array[],
    options: RecvmsgOptions = {},
  ): MessageInfo<A> {
    const state = stateOf(this);
    return receiveMessage(state, toBuffers(buffers), toIncoming(state, options)) as MessageInfo<A>;
  }

  /**
   * Passes descriptors over a Unix socket, beside at least one byte of data; they stay open here.
   * @throws as `sendmsg`
   */
  sendFds(data: Sendable | readonly Sendable[], fds: readonly DescriptorLike[], flags = 0): number {
    return this.sendmsg(data, { fds, flags });
  }

  /**
   * Receives data with at most `maxFds` descriptors. When more were sent the kernel closes the rest
   * and `flags` has MSG_CTRUNC. A descriptor of the sender (SO_PASSPIDFD) is closed: see `recvmsg`.
   * @throws as `recv`
   */
  recvFds(maxBytes: number, maxFds: number, flags = 0): ReceivedFds<A> {
    const message = this.recvmsg(maxBytes, { maxFds, flags });
    if (message.pidfd !== undefined) close(message.pidfd);
    return { data: message.data, fds: message.fds, flags: message.flags, address: message.address };
  }
}

const viewOf = (room: ReceivePool): Buffer =>
  room.slab.subarray(room.offset, room.offset + room.length);

const toMessage = <A extends Address>(room: ReceivePool, received: ReceivedMessage): Message<A> => {
  const { bytesReceived, ...rest } = received as MessageInfo<A>;
  return { ...rest, data: room.take(bytesReceived) };
};
