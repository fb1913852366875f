// Sends many datagrams by one system call.
import { POLLOUT, argTypeError, checkList, toBytes, trySendmmsg as tryOnce } from '@fdset/posix';
import type { Address, OutgoingDatagram, Sendable } from '@fdset/posix';
import { neverWaits } from '../never-waits.js';
import { resolveAddress } from '../resolve-address.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { UnfinishedPart, requireWait } from './attempt.js';
import type { Outcome } from './attempt.js';

/** One datagram to send. */
export interface BatchSend<A extends Address = Address> {
  readonly data: Sendable;
  /** The receiver; omitted on a connected socket. */
  readonly address?: A | undefined;
}

/** `sendmmsg`: sends all datagrams on a socket without time-out, else those that the kernel takes at once. */
export const sendmmsg = (
  state: SocketState,
  messages: readonly BatchSend[],
  flags: number,
): Outcome<number> => {
  requireFd(state);
  const outgoing = toOutgoing(state, messages);
  const first = tryOnce(requireFd(state), outgoing, 0, flags);
  const takesAll = state.timeoutMs === null && !neverWaits(state, flags);
  if (first === outgoing.length || (first > 0 && !takesAll)) return first;
  const rest = new SendingBatch(state, outgoing, flags, Math.max(first, 0));
  requireWait(state, rest);
  return rest;
};

/** `sendmmsg` that never waits: -1 when the queue is full. */
export const trySendmmsg = (
  state: SocketState,
  messages: readonly BatchSend[],
  flags: number,
): number => {
  const outgoing = toOutgoing(state, messages);
  return tryOnce(requireFd(state), outgoing, 0, flags);
};

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

class SendingBatch extends UnfinishedPart<number> {
  readonly #state: SocketState;
  readonly #messages: readonly OutgoingDatagram[];
  #total: number;

  constructor(
    state: SocketState,
    messages: readonly OutgoingDatagram[],
    flags: number,
    already: number,
  ) {
    super({ call: 'sendmmsg', events: POLLOUT, flags, address: messages[already]?.address });
    this.#state = state;
    this.#messages = messages;
    this.#total = already;
  }

  protected override tryPart(): Outcome<number> {
    const sent = tryOnce(requireFd(this.#state), this.#messages, this.#total, this.flags);
    if (sent < 0) return this;
    this.#total += sent;
    this.moved += 1;
    const takesAll = this.#state.timeoutMs === null;
    return takesAll && this.#total < this.#messages.length ? this : this.#total;
  }

  /** As in the kernel, a failure after some datagrams were sent is left to the next call. */
  override failed(error: unknown): number {
    if (this.#total === 0) throw error;
    return this.#total;
  }
}
