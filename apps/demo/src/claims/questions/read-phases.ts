// The phases of reads, by the kernel's receive stamps: waiting for data, waking up, copying.
import type { Metrics } from '@fdset/benchmarks/kit';
import { SO_RCVLOWAT, SOL_SOCKET } from '@fdset/socket';
import { measurePhases } from '../../phases/measure.js';
import type { Pairs } from '../../phases/pairs.js';
import { openReader } from '../../phases/read-models.js';
import type { ModelName } from '../../phases/read-models.js';
import type { Question } from '../question.js';
import { openPairs } from './open-pairs.js';

/** How long the sender waits, so that the reader has to. */
export const DELAY_MS = 2;
const MESSAGES = 20;

const PEERS = {
  'recv, 64 B': ['blocking', 64],
  'recv, 1 MiB': ['blocking', 1 << 20],
  'polling, 64 B': ['non-blocking', 64],
} as const satisfies Readonly<Record<string, readonly [ModelName, number]>>;
type Peer = keyof typeof PEERS;

export const readPhases: Question<Peer> = {
  id: 'read-phases',
  summary: `reads of messages that are sent ${DELAY_MS} ms after they were asked for`,
  peers: Object.keys(PEERS) as Peer[],
  rounds: 5,
  open: async ({ children: { ending } }) => {
    const pairs = await openPairs();
    const trial = (peer: Peer): Promise<Metrics> => measure(pairs, peer, ending);
    return { trial, close: () => pairs.close() };
  },
};

async function measure(pairs: Pairs, peer: Peer, signal: AbortSignal): Promise<Metrics> {
  const [model, bytes] = PEERS[peer];
  const socket = pairs.reader('TCP');
  // The socket is ready only when the whole message is there.
  socket.setsockopt(SOL_SOCKET, SO_RCVLOWAT, bytes);
  const reader = openReader(model, socket, Buffer.alloc(bytes, 1));
  try {
    const request = { bytes, delayMs: DELAY_MS };
    const phases = await measurePhases(socket, reader, { messages: MESSAGES, request, signal });
    const { waitingNs, wakeUpNs, copyingNs, cpuNs } = phases;
    return {
      waitingMs: waitingNs / 1e6,
      wakeUpUs: wakeUpNs / 1000,
      copyingUs: copyingNs / 1000,
      // The processor time of the whole read; it sleeps for the rest.
      awake: cpuNs / (waitingNs + wakeUpNs + copyingNs),
    };
  } finally {
    reader.close();
  }
}
