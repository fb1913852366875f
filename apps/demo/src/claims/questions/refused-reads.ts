// What a read of an empty non-blocking socket takes: recv throws BlockingIOError, as in the document, and tryRecv returns null.
import { BlockingIOError, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { question } from '../question.js';

const READS = 2000;

const PEERS = {
  recv: (socket: Socket): void => {
    try {
      socket.recv(1024);
    } catch (error) {
      if (!(error instanceof BlockingIOError)) throw error;
    }
  },
  tryRecv: (socket: Socket): void => void socket.tryRecv(1024),
} as const;
type Peer = keyof typeof PEERS;

export const refusedReads = question({
  id: 'refused-reads',
  summary: 'reads of an empty socket, by recv and by tryRecv',
  peers: Object.keys(PEERS) as Peer[],
  rounds: 3,
  trial: async (peer) => {
    const ends = socketpair();
    using reader = ends[0];
    using _writer = ends[1];
    reader.setblocking(false);
    const read = PEERS[peer];
    for (let turn = 0; turn < READS; turn += 1) read(reader);
    const startedAt = performance.now();
    for (let turn = 0; turn < READS; turn += 1) read(reader);
    return { us: ((performance.now() - startedAt) * 1000) / READS };
  },
});
