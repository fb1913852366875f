// Sends bytes: `send` and `sendall`, with the loop that sends the rest after the kernel took a part, and a variant that never
// waits.
import {
  BlockingIOError,
  POLLOUT,
  SOCK_STREAM,
  SocketError,
  trySend as tryOnce,
  toBytes,
} from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import { lengthFrom } from '../arguments.js';
import { neverWaits } from '../never-waits.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { UnfinishedPart, attemptLater, isAbort, wouldBlock } from './attempt.js';
import type { Outcome } from './attempt.js';

/** The error of a `sendall`, `send` or `sendfile`, with the number of bytes that the kernel took before. */
export type PartialSendError = SocketError & { bytesSent: number };

/** `send`: on a stream socket without time-out it ends when everything is queued, as send(2) does. */
export const send = (
  state: SocketState,
  data: Sendable,
  flags: number,
  offset: number,
  wanted: number | undefined,
): Outcome<number> => {
  const bytes = toBytes(data);
  return sendBytes(state, bytes, flags, offset, lengthFrom(bytes, offset, wanted));
};

/** `send` of checked bytes. */
export const sendBytes = (
  state: SocketState,
  bytes: Uint8Array,
  flags: number,
  offset: number,
  length: number,
): Outcome<number> => {
  const sent = tryOnce(requireFd(state), bytes, offset, length, flags);
  if (sent === length) return sent;
  const takesAll = state.timeoutMs === null && state.type === SOCK_STREAM;
  if (sent >= 0 && (!takesAll || neverWaits(state, flags))) return sent;
  if (takesAll) return sendRest(state, 'send', { bytes, offset, length }, flags, sent);
  return sendLater(state, { bytes, offset, length }, flags);
};

// This is a separate function, because V8 moves the variables that a closure captures to the heap on every call.
const sendLater = (
  state: SocketState,
  { bytes, offset, length }: OutgoingSpan,
  flags: number,
): Outcome<number> =>
  attemptLater(state, { call: 'send', events: POLLOUT, flags }, () =>
    tryOnce(requireFd(state), bytes, offset, length, flags),
  );

/** `sendall`: sends everything; each of its errors has `bytesSent`. */
export const sendall = (
  state: SocketState,
  data: Sendable,
  flags: number,
  offset: number,
  wanted: number | undefined,
): Outcome<number> => {
  const bytes = toBytes(data);
  const length = lengthFrom(bytes, offset, wanted);
  let sent = 0;
  try {
    sent = tryOnce(requireFd(state), bytes, offset, length, flags);
  } catch (error) {
    throw withBytesSent(error, 0);
  }
  return sent === length
    ? sent
    : sendRest(state, 'sendall', { bytes, offset, length }, flags, sent);
};

/** `send` that never waits: -1 when the queue is full. */
export const trySend = (
  state: SocketState,
  data: Sendable,
  flags: number,
  offset: number,
  wanted: number | undefined,
): number => {
  const bytes = toBytes(data);
  const length = lengthFrom(bytes, offset, wanted);
  return tryOnce(requireFd(state), bytes, offset, length, flags);
};

/**
 * The bytes to send. Their number is read once, before the descriptor, because a getter named `length` may close the
 * socket.
 */
export interface OutgoingSpan {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/** Sends the rest after a first try that took `first` bytes, or -1 for none. */
export const sendRest = (
  state: SocketState,
  call: string,
  span: OutgoingSpan,
  flags: number,
  first: number,
): Outcome<number> => {
  const rest = new SendingRest(state, call, span, flags, Math.max(first, 0));
  return neverWaits(state, flags) ? rest.failed(wouldBlock(rest)) : rest;
};

class SendingRest extends UnfinishedPart<number> {
  readonly #state: SocketState;
  readonly #span: OutgoingSpan;
  #total: number;

  constructor(
    state: SocketState,
    call: string,
    span: OutgoingSpan,
    flags: number,
    already: number,
  ) {
    super({ call, events: POLLOUT, flags });
    this.#state = state;
    this.#span = span;
    this.#total = already;
  }

  protected override tryPart(): Outcome<number> {
    const { bytes, offset, length } = this.#span;
    const at = this.#total;
    const sent = tryOnce(requireFd(this.#state), bytes, offset + at, length - at, this.flags);
    // For an empty datagram no byte is ever left, so only a successful call shows that it was sent.
    if (sent < 0) return this;
    this.#total += sent;
    this.moved += 1;
    return this.#total < length ? this : this.#total;
  }

  override failed(error: unknown): number {
    // When SO_SNDTIMEO has passed, the result of a single send is the number of bytes taken before, as in the kernel.
    const isFinished =
      error instanceof BlockingIOError && this.#total > 0 && this.call !== 'sendall';
    if (isFinished) return this.#total;
    throw withBytesSent(error, this.#total);
  }
}

/** Adds to an error how many bytes were sent, and returns the same error. */
export const withBytesSent = (error: unknown, bytesSent: number): unknown =>
  error instanceof SocketError || isAbort(error) ? Object.assign(error, { bytesSent }) : error;
