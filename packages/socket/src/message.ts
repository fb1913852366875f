// Sending and receiving messages: tries first, then waits. socket-messages.ts is the public side.
import { POLLIN, POLLOUT, SOCK_STREAM, tryRecvmsg, trySendmsg } from '@fdset/posix';
import type {
  Address,
  ControlMessage,
  Credentials,
  ReceiveMessageOptions,
  ReceivedMessage,
} from '@fdset/posix';
import { sendRest } from './send.js';
import type { SocketState } from './socket-state.js';
import { tryUntilReady } from './try-until-ready.js';
import { neverWaits } from './wait-ready.js';

/** What sendmsg takes, with plain descriptors and a numeric address. */
export interface OutgoingOptions {
  address?: Address;
  fds?: readonly number[];
  credentials?: Credentials;
  control?: readonly ControlMessage[];
  flags?: number;
}

/** One sendmsg; on a blocking stream socket it returns when everything is queued. */
export const sendMessage = (
  state: SocketState,
  pieces: readonly Uint8Array[],
  options: OutgoingOptions,
): number => {
  const flags = options.flags ?? 0;
  const sent = sendSome(state, pieces, options, flags);
  if (state.timeoutMs !== null || state.type !== SOCK_STREAM || neverWaits(state, flags))
    return sent;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (sent === length) return sent;
  // Control messages went with the first byte; what is left are bytes alone.
  const bytes = Buffer.concat(pieces, length);
  return sendRest(state, 'sendmsg', { bytes, offset: 0, length }, flags, sent);
};

const sendSome = (
  state: SocketState,
  pieces: readonly Uint8Array[],
  options: OutgoingOptions,
  flags: number,
): number =>
  tryUntilReady(
    state,
    { call: 'sendmsg', events: POLLOUT, flags, address: options.address },
    (fd) => trySendmsg(fd, pieces, options),
  );

/** One recvmsg into `buffers`, waiting as the socket's timeout says. */
export const receiveMessage = (
  state: SocketState,
  buffers: Uint8Array | readonly Uint8Array[],
  options: ReceiveMessageOptions,
): ReceivedMessage =>
  tryUntilReady(state, { call: 'recvmsg', events: POLLIN, flags: options.flags ?? 0 }, (fd) =>
    tryRecvmsg(fd, buffers, options),
  );
