// How a message, or a piece of a stream, is received and sent, by a socket that blocks and by one that promises.
import { isDatagram, keepsBorders } from '../url/endpoint.js';
import type { Manner } from '../url/endpoint.js';

/** How much of a stream is received at once. */
export const PIECE_BYTES = 65_536;

/** The most that a datagram, or a message of SEQPACKET, of a Unix socket has by default (net.core.wmem_default), and more. */
export const MESSAGE_BYTES = 262_144;

/** How many bytes to ask for, so that no message is cut. */
export const bytesAtOnce = (manner: Manner): number =>
  keepsBorders(manner) ? MESSAGE_BYTES : PIECE_BYTES;

/** Whether what was received is the end; a datagram may be empty. */
export const isEnd = (data: Buffer, manner: Manner): boolean =>
  data.length === 0 && !isDatagram(manner);

/** What sends: a socket, which is done when it returns, or one that promises. */
interface Sender<Sent, SentAll> {
  send(data: Uint8Array): Sent;
  sendall(data: Uint8Array): SentAll;
}

/** Sends a message. An empty one is none for sendall. */
export const sendMessage = <Sent, SentAll>(
  to: Sender<Sent, SentAll>,
  data: Uint8Array,
  manner: Manner,
): Sent | SentAll => (keepsBorders(manner) ? to.send(data) : to.sendall(data));
