// Sending bytes: tries first, waits only when the queue is full. socket-sender.ts is the public side.
import {
  BlockingIOError,
  MSG_FASTOPEN,
  POLLOUT,
  SOCK_STREAM,
  SocketError,
  trySend,
  trySendto,
} from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { connect } from './connect.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { retryUntilReady } from './try-until-ready.js';
import { ReadyWait, neverWaits, enterCall } from './wait-ready.js';

/** A failed `sendall`, `send` or `sendfile`, with what had been handed to the kernel before. */
export type PartialSendError = SocketError & { bytesSent: number };

// A constant that the platform lacks is -1, which as a mask would mean every flag.
const FASTOPEN = MSG_FASTOPEN < 0 ? 0 : MSG_FASTOPEN;

/** One send; on a blocking stream socket it returns when everything is queued, as send(2) does. */
export const send = (
  state: SocketState,
  bytes: Uint8Array,
  flags: number,
  offset: number,
  length: number,
): number => {
  const sent = trySend(enterCall(state, 'send'), bytes, offset, length, flags);
  if (sent === length) return sent;
  const takesAll = state.timeoutMs === null && state.type === SOCK_STREAM;
  if (sent >= 0 && (!takesAll || neverWaits(state, flags))) return sent;
  if (takesAll) return sendRest(state, 'send', { bytes, offset, length }, flags, sent);
  return retryUntilReady(state, { call: 'send', events: POLLOUT, flags }, (fd) =>
    trySend(fd, bytes, offset, length, flags),
  );
};

/** Sends everything; the timeout bounds the whole call, and a failure says how far it came. */
export const sendAll = (
  state: SocketState,
  bytes: Uint8Array,
  flags: number,
  offset: number,
  length: number,
): void => {
  let sent = 0;
  try {
    sent = trySend(enterCall(state, 'sendall'), bytes, offset, length, flags);
  } catch (error) {
    throw withBytesSent(error, 0);
  }
  if (sent === length) return;
  sendRest(state, 'sendall', { bytes, offset, length }, flags, sent);
};

/**
 * Where the bytes to be sent are. Their number is asked for once, before the descriptor: a getter
 * named `length` may close the socket.
 */
export interface OutgoingSpan {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/** Goes on after a first try that took `first` bytes, or -1 for none. */
export const sendRest = (
  state: SocketState,
  call: string,
  { bytes, offset, length }: OutgoingSpan,
  flags: number,
  first: number,
): number => {
  let total = Math.max(first, 0);
  try {
    const wait = new ReadyWait(state, call, POLLOUT, flags);
    let sent = first;
    // An empty datagram has no byte that is left: only a call that succeeds has sent it.
    while (sent < 0 || total < length) {
      wait.untilReady();
      sent = trySend(requireFd(state), bytes, offset + total, length - total, flags);
      if (sent < 0) continue;
      total += sent;
      wait.progressed();
    }
    return total;
  } catch (error) {
    // SO_SNDTIMEO has passed: as in the kernel, what was taken before is the result of one send.
    const isOver = error instanceof BlockingIOError && total > 0 && call !== 'sendall';
    if (isOver) return total;
    throw withBytesSent(error, total);
  }
};

/** Notes on a system error how many bytes had gone; returns the same error. */
export const withBytesSent = (error: unknown, bytesSent: number): unknown =>
  error instanceof SocketError ? Object.assign(error, { bytesSent }) : error;

/** One sendto, waiting as the socket's timeout says. */
export const sendTo = (
  state: SocketState,
  bytes: Uint8Array,
  address: Address,
  flags: number,
): number => {
  const { length } = bytes;
  if ((flags & FASTOPEN) !== 0) return sendOpening(state, bytes, length, address, flags);
  const sent = trySendto(enterCall(state, 'sendto'), bytes, 0, length, flags, address);
  return sent >= 0 ? sent : sendToLater(state, bytes, length, address, flags);
};

// A function of its own: what a closure captures is moved to the heap on every call.
const sendToLater = (
  state: SocketState,
  bytes: Uint8Array,
  length: number,
  address: Address,
  flags: number,
): number =>
  retryUntilReady(state, { call: 'sendto', events: POLLOUT, flags, address }, (fd) =>
    trySendto(fd, bytes, 0, length, flags, address),
  );

// Without the peer's cookie the kernel connects first, and a call that must not wait has sent nothing.
const sendOpening = (
  state: SocketState,
  bytes: Uint8Array,
  length: number,
  address: Address,
  flags: number,
): number => {
  try {
    const sent = trySendto(enterCall(state, 'sendto'), bytes, 0, length, flags, address);
    if (sent >= 0) return sent;
  } catch (error) {
    const isOpening = error instanceof BlockingIOError && error.code === 'EINPROGRESS';
    if (!isOpening || neverWaits(state, flags)) throw error;
    connect(state, address);
  }
  return send(state, bytes, flags & ~FASTOPEN, 0, length);
};
