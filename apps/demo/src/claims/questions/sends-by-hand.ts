// Sends a large message to a slow reader by send alone, again and again: what sendall has to do.
import type { Metrics } from '@fdset/benchmarks/kit';
import { SO_SNDBUF, SOL_SOCKET, socketpair } from '@fdset/socket';
import { question } from '../question.js';
import { LARGE_BYTES, SMALL_BYTES, SMALL_SNDBUF } from './calls.js';

const PEERS = { small: SMALL_BYTES, large: LARGE_BYTES } as const;

export const sendsByHand = question({
  id: 'sends-by-hand',
  summary: 'a message goes to a slow reader by repeated send',
  peers: ['small', 'large'],
  rounds: 3,
  trial: async (peer) => sendAll(PEERS[peer]),
});

function sendAll(bytes: number): Metrics {
  const ends = socketpair();
  using sender = ends[0];
  using reader = ends[1];
  sender.setsockopt(SOL_SOCKET, SO_SNDBUF, SMALL_SNDBUF);
  sender.setblocking(false);
  const message = Buffer.alloc(bytes, 'x');
  const first = sender.send(message);
  let [sends, sent] = [1, first];
  while (sent < bytes) {
    reader.recv(1024);
    const more = sender.trySend(message.subarray(sent));
    if (more <= 0) continue;
    sends += 1;
    sent += more;
  }
  return { sends, firstShare: first / bytes };
}
