// One connection, read by recv(2) alone and by select(2) and recv(2): how long a request takes, and how many calls. The calls are the
// kernel's own; a read of @fdset/socket waits in a call of its own, so that a signal can end it.
import type { Metrics } from '@fdset/benchmarks/kit';
import { median } from '@fdset/benchmarks/kit';
import { SELECT_READ, recv, select } from '@fdset/posix';
import { CLOCK_THREAD_CPUTIME_ID, SO_RCVLOWAT, SOL_SOCKET, clockGettimeNs } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { encodeRequest } from '../../phases/request.js';
import type { Question } from '../question.js';
import { openPairs } from './open-pairs.js';

const REQUESTS = 400;
const WARM_UPS = 100;
const BYTES = 64;
const request = encodeRequest({ delayMs: 0, bytes: BYTES });

const PEERS = ['recv', 'select and recv'] as const;
type Peer = (typeof PEERS)[number];

/** Reads a message; returns how many calls that took. */
type Read = (fd: number, buffer: Buffer) => number;

const READS: Readonly<Record<Peer, Read>> = {
  recv: (fd, buffer) => {
    recv(fd, buffer);
    return 1;
  },
  'select and recv': (fd, buffer) => {
    select(new Int32Array([fd, SELECT_READ, 0]), 1, null);
    recv(fd, buffer);
    return 2;
  },
};

export const oneConnection: Question<Peer> = {
  id: 'one-connection',
  summary: `${REQUESTS} requests over one connection, with and without select`,
  peers: PEERS,
  rounds: 9,
  open: async () => {
    const pairs = await openPairs();
    return {
      trial: async (peer) => measure(pairs.reader('TCP'), peer),
      close: () => pairs.close(),
    };
  },
};

function measure(socket: Socket, peer: Peer): Metrics {
  socket.setblocking(true);
  socket.setsockopt(SOL_SOCKET, SO_RCVLOWAT, BYTES);
  const buffer = Buffer.alloc(BYTES);
  const ask = (): number => {
    socket.send(request);
    return READS[peer](socket.fileno(), buffer);
  };
  for (let turn = 0; turn < WARM_UPS; turn += 1) ask();
  const cpuBefore = clockGettimeNs(CLOCK_THREAD_CPUTIME_ID);
  const times: number[] = [];
  let calls = 0;
  while (times.length < REQUESTS) {
    const startedAt = performance.now();
    calls += ask();
    times.push((performance.now() - startedAt) * 1000);
  }
  const cpuNs = Number(clockGettimeNs(CLOCK_THREAD_CPUTIME_ID) - cpuBefore);
  return { us: median(times), cpuUs: cpuNs / 1000 / REQUESTS, calls: calls / REQUESTS };
}
