// The verbs of Socket for bursts of datagrams: one system call for many. The loops are in batch.ts.
import { trySendmmsg } from '@fdset/posix';
import type { Address, OutgoingDatagram } from '@fdset/posix';
import { argTypeError } from '@fdset/posix';
import { checkList, toBytes } from './arguments.js';
import type { Sendable } from './arguments.js';
import { receiveBatch, sendBatch, toBatchLimits, tryReceiveBatch } from './batch.js';
import type { BatchMessage } from './batch.js';
import { resolveAddress } from './resolve-address.js';
import { stateOf } from './socket-handle.js';
import { SocketMessages } from './socket-messages.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';

/** One datagram to send. */
export interface BatchSend<A extends Address = Address> {
  readonly data: Sendable;
  /** Where to; left out on a connected socket. */
  readonly address?: A | undefined;
}

/** Bursts. */
export abstract class SocketBatches<A extends Address = Address> extends SocketMessages<A> {
  /**
   * Receives the datagrams that are there, 1 to `maxMessages` (at most 1024; fewer where that many
   * of `maxBytes` would take more than 16 MiB), waiting for the first as the timeout says. The
   * data of one call are views of one block of memory, no larger than they are together. On a
   * connection each is what one `recv` gives, and an empty last one is the end, once in each batch.
   * With MSG_PEEK it is the next message alone. Control messages are not received: see `recvmsg`. See
   * recvmmsg(2); where there is none (macOS) it makes one system call for each.
   * @throws as `recv`; RangeError ERR_FDSET_OUT_OF_RANGE
   */
  recvmmsg(maxMessages: number, maxBytes: number, flags = 0): BatchMessage<A>[] {
    const limits = toBatchLimits(maxMessages, maxBytes);
    return receiveBatch(stateOf(this), limits, flags) as BatchMessage<A>[];
  }

  /** `recvmmsg` that never waits: null when nothing is there. */
  tryRecvmmsg(maxMessages: number, maxBytes: number, flags = 0): BatchMessage<A>[] | null {
    const state = stateOf(this);
    requireFd(state);
    const limits = toBatchLimits(maxMessages, maxBytes);
    return tryReceiveBatch(state, limits, flags) as BatchMessage<A>[] | null;
  }

  /**
   * Sends datagrams and returns how many went. A socket without timeout waits until all have gone;
   * with one, or non-blocking, it may be fewer, but at least one. Only a failure of the first is
   * thrown: when a later one fails, the number says which, and sending that one again says why. See
   * sendmmsg(2).
   * @throws as `sendto`
   */
  sendmmsg(messages: readonly BatchSend<A>[], flags = 0): number {
    const state = stateOf(this);
    requireFd(state);
    return sendBatch(state, toOutgoing(state, messages), flags);
  }

  /** `sendmmsg` that never waits: -1 when the queue is full, else how many went, at most 1024. */
  trySendmmsg(messages: readonly BatchSend<A>[], flags = 0): number {
    const state = stateOf(this);
    const outgoing = toOutgoing(state, messages);
    return trySendmmsg(requireFd(state), outgoing, 0, flags);
  }
}

const toOutgoing = (state: SocketState, messages: readonly BatchSend[]): OutgoingDatagram[] => {
  return checkList(messages, 'the messages').map((message) => {
    if (typeof message !== 'object' || message === null)
      throw argTypeError('each message must be an object { data, address }');
    const { data, address } = message;
    return {
      data: toBytes(data),
      address: address === undefined ? undefined : resolveAddress(state, address),
    };
  });
};
