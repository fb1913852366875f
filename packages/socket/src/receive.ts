// Receiving bytes: tries first, waits only when there is nothing. socket-receiver.ts is the public side.
import {
  BlockingIOError,
  InterruptedError,
  MSG_PEEK,
  MSG_WAITALL,
  POLLERR,
  POLLIN,
  SOCK_STREAM,
  SocketTimeoutError,
  recvWaiting,
  tryRecv,
  tryRecvfrom,
} from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { retryUntilReady } from './try-until-ready.js';
import { ReadyWait, neverWaits, enterCall } from './wait-ready.js';

/** A received datagram's length and sender; the sender is null where the kernel names none. */
export interface ReceivedFrom {
  bytesReceived: number;
  address: Address | null;
}

/** One recv into `buffer`, waiting as the socket's timeout says. */
export const receive = (
  state: SocketState,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): number => {
  const fd = enterCall(state, 'recv');
  if (length === 0) return 0;
  // One call instead of three, where the wait has neither a limit nor conditions.
  const isPlain = state.timeoutMs === null && flags === 0;
  const received = isPlain
    ? recvWaiting(fd, buffer, offset, length)
    : tryRecv(fd, buffer, offset, length, flags);
  if (received >= 0 && !wantsMore(state, received, length, flags)) return received;
  const wait = received < 0 ? new ReadyWait(state, 'recv', POLLIN, flags) : null;
  return receiveMore(state, buffer, offset, length, flags, Math.max(received, 0), wait);
};

// MSG_DONTWAIT, with which every try is made, overrules MSG_WAITALL in the kernel; so the loop is
// ours. With MSG_PEEK it could only read the same bytes again: there MSG_WAITALL has no effect.
const wantsMore = (state: SocketState, received: number, length: number, flags: number): boolean =>
  (flags & MSG_WAITALL) !== 0 &&
  (flags & MSG_PEEK) === 0 &&
  received > 0 &&
  received < length &&
  state.type === SOCK_STREAM &&
  !neverWaits(state, flags);

const endsWait = (error: unknown): boolean =>
  error instanceof SocketTimeoutError ||
  error instanceof BlockingIOError ||
  error instanceof InterruptedError;

const receiveMore = (
  state: SocketState,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
  already: number,
  begun: ReadyWait | null,
): number => {
  const wait = begun ?? new ReadyWait(state, 'recv', POLLIN, flags);
  let total = already;
  for (;;) {
    try {
      const events = wait.untilReady();
      // The connection's end by an error is for the next call: here its bytes would be lost with it.
      if (total > 0 && (events & POLLERR) !== 0) return total;
    } catch (error) {
      // What arrived before the limit or the signal is the result, as in the kernel.
      if (total > 0 && endsWait(error)) return total;
      throw error;
    }
    const received = tryRecv(requireFd(state), buffer, offset + total, length - total, flags);
    if (received < 0) continue;
    total += received;
    if (received === 0 || !wantsMore(state, total, length, flags)) return total;
    wait.progressed();
  }
};

/** One recvfrom into `buffer`, waiting as the socket's timeout says. */
export const receiveFrom = (
  state: SocketState,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): ReceivedFrom => {
  const first =
    tryRecvfrom(enterCall(state, 'recvfrom'), buffer, offset, length, flags) ??
    receiveFromLater(state, buffer, offset, length, flags);
  const already = first.bytesReceived;
  if (!wantsMore(state, already, length, flags)) return first;
  const bytesReceived = receiveMore(state, buffer, offset, length, flags, already, null);
  return { bytesReceived, address: first.address };
};

// A function of its own: what a closure captures is moved to the heap on every call.
const receiveFromLater = (
  state: SocketState,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): ReceivedFrom =>
  retryUntilReady(state, { call: 'recvfrom', events: POLLIN, flags }, (fd) =>
    tryRecvfrom(fd, buffer, offset, length, flags),
  );
