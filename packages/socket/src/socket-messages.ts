// The message verbs of Socket: several buffers at once, and what travels beside the bytes
// (descriptors, credentials, timestamps, any control message). The loops are in message.ts.
import {
  AF_UNIX,
  SOL_SOCKET,
  SO_PASSCRED,
  close,
  controlSpace,
  tryRecvmsg,
  trySendmsg,
} from '@fdset/posix';
import type { ReceiveMessageOptions, ReceivedMessage } from '@fdset/posix';
import { checkByteCount, checkOptions, toBuffers, toPieces } from './arguments.js';
import type { DescriptorLike, Sendable } from './arguments.js';
import { receiveMessage, sendMessage } from './message.js';
import { reserveRoom } from './receive-pool.js';
import type { ReceivePool } from './receive-pool.js';
import { toOutgoing } from './outgoing-message.js';
import type { SendmsgOptions } from './outgoing-message.js';
import { SocketSender } from './socket-sender.js';
import { stateOf } from './socket-handle.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { stampRoomOf } from './timestamp-option.js';

// struct ucred: three ints.
const CREDENTIALS_BYTES = 12;

/** How to receive a message. */
export interface RecvmsgOptions {
  /**
   * Room for control messages; default 0, which drops them (descriptors are closed). Time stamps that
   * are on (`setTimestamps`) have theirs in addition, which lets no further descriptor in.
   */
  controlBytes?: number;
  /** MSG_* flags; default 0. */
  flags?: number;
}

/** A received message; `flags` may hold MSG_TRUNC, MSG_CTRUNC, MSG_EOR and others. */
export interface Message extends Omit<ReceivedMessage, 'bytesReceived'> {
  data: Buffer;
}

/** What `recvFds` received. */
export type ReceivedFds = Pick<Message, 'data' | 'fds' | 'flags' | 'address'>;

/** Messages. */
export abstract class SocketMessages extends SocketSender {
  /**
   * Sends one message gathered from one or several buffers and returns how many bytes the kernel
   * took (all of them on a blocking stream socket). See sendmsg(2).
   * @throws as `send`; EMSGSIZE, EPERM for foreign credentials, EBADF for a closed descriptor
   */
  sendmsg(data: Sendable | readonly Sendable[], options: SendmsgOptions = {}): number {
    const state = stateOf(this);
    return sendMessage(state, toPieces(data), toOutgoing(state, options));
  }

  /** `sendmsg` that never waits: -1 when the queue is full. */
  trySendmsg(data: Sendable | readonly Sendable[], options: SendmsgOptions = {}): number {
    const state = stateOf(this);
    const pieces = toPieces(data);
    const plain = toOutgoing(state, options);
    return trySendmsg(requireFd(state), pieces, plain);
  }

  /**
   * Receives one message of at most `maxBytes` with its control messages. Received descriptors, those
   * in `fds` and `pidfd`, are close-on-exec and yours to close. Where the room was too small `flags` has MSG_TRUNC (bytes) or
   * MSG_CTRUNC (control messages); descriptors that did not fit were closed by the kernel, and those
   * that did are in `fds`.
   * @throws as `recv`
   */
  recvmsg(maxBytes: number, options: RecvmsgOptions = {}): Message {
    const state = stateOf(this);
    const read = readOnce(state, options);
    const room = reserveRoom(maxBytes, read.flags);
    return toMessage(room, receiveMessage(state, [viewOf(room)], read));
  }

  /** `recvmsg` that never waits: null when nothing is there. */
  tryRecvmsg(maxBytes: number, options: RecvmsgOptions = {}): Message | null {
    const state = stateOf(this);
    const read = readOnce(state, options);
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
  ): ReceivedMessage {
    const state = stateOf(this);
    return receiveMessage(state, toBuffers(buffers), readOnce(state, options));
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
  recvFds(maxBytes: number, maxFds: number, flags = 0): ReceivedFds {
    // Not CMSG_SPACE, whose padding would let one descriptor more through than was asked for.
    const room = controlSpace(0) + 4 * checkByteCount(maxFds, 'maxFds');
    const controlBytes = room + this.#credentialsRoom();
    const message = this.recvmsg(maxBytes, { controlBytes, flags });
    if (message.pidfd !== undefined) close(message.pidfd);
    return { data: message.data, fds: message.fds, flags: message.flags, address: message.address };
  }

  // With SO_PASSCRED the kernel puts the sender's credentials first, into the descriptors' room.
  #credentialsRoom(): number {
    if (this.family !== AF_UNIX || SO_PASSCRED < 0) return 0;
    return this.getsockopt(SOL_SOCKET, SO_PASSCRED) === 0 ? 0 : controlSpace(CREDENTIALS_BYTES);
  }
}

// A getter among the options may receive as well: it must not run once room is reserved.
const readOnce = (state: SocketState, options: RecvmsgOptions): Required<ReceiveMessageOptions> => {
  const { controlBytes = 0, flags = 0 } = checkOptions(options);
  return { controlBytes, flags, stampBytes: stampRoomOf(state) };
};

const viewOf = (room: ReceivePool): Buffer =>
  room.slab.subarray(room.offset, room.offset + room.length);

const toMessage = (room: ReceivePool, received: ReceivedMessage): Message => {
  const { bytesReceived, ...rest } = received;
  return { ...rest, data: room.take(bytesReceived) };
};
