// Sends messages: several buffers at once, with control messages. ../outgoing-message.ts reads the options.
import { POLLOUT, SOCK_STREAM, argTypeError, trySendmsg as tryOnce } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import { toPieces } from '../arguments.js';
import { neverWaits } from '../never-waits.js';
import { toOutgoing } from '../outgoing-message.js';
import type { SendmsgOptions } from '../outgoing-message.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { attempt, followedBy } from './attempt.js';
import type { Outcome } from './attempt.js';
import { sendRest } from './send.js';

/** `sendmsg`: on a stream socket without time-out it ends when everything is queued. */
export const sendmsg = (
  state: SocketState,
  data: Sendable | readonly Sendable[],
  options: SendmsgOptions,
): Outcome<number> => {
  const pieces = toPieces(data);
  const outgoing = toOutgoing(state, options);
  refuseFdsAlone(state, pieces, outgoing.fds);
  const { flags = 0, address } = outgoing;
  const sent = attempt(state, { call: 'sendmsg', events: POLLOUT, flags, address }, () =>
    tryOnce(requireFd(state), pieces, outgoing),
  );
  return state.timeoutMs !== null || state.type !== SOCK_STREAM || neverWaits(state, flags)
    ? sent
    : followedBy(sent, (first) => finish(state, pieces, flags, first));
};

// On a stream the kernel sends descriptors with the first byte, and drops them if there is no byte.
const refuseFdsAlone = (
  { type }: SocketState,
  pieces: readonly Uint8Array[],
  fds: readonly number[] | undefined,
): void => {
  if (fds === undefined || fds.length === 0 || type !== SOCK_STREAM) return;
  if (pieces.every((piece) => piece.length === 0))
    throw argTypeError('descriptors on a stream travel with a byte: send at least one');
};

// The first send has sent the control messages, so only bytes are left.
const finish = (
  state: SocketState,
  pieces: readonly Uint8Array[],
  flags: number,
  sent: number,
): Outcome<number> => {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (sent === length) return sent;
  const bytes = Buffer.concat(pieces, length);
  return sendRest(state, 'sendmsg', { bytes, offset: 0, length }, flags, sent);
};

/** `sendmsg` that never waits: -1 when the queue is full. */
export const trySendmsg = (
  state: SocketState,
  data: Sendable | readonly Sendable[],
  options: SendmsgOptions,
): number => {
  const pieces = toPieces(data);
  const outgoing = toOutgoing(state, options);
  refuseFdsAlone(state, pieces, outgoing.fds);
  return tryOnce(requireFd(state), pieces, outgoing);
};
