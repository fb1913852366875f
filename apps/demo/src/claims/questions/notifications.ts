// What tells a program that an asynchronous read is complete: signals are listened for while many reads complete. Then a
// socket is asked for signals (O_ASYNC), and in a control the same listeners hear signals that are really sent.
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Skipped } from '@fdset/benchmarks/kit';
import type { Metrics } from '@fdset/benchmarks/kit';
import { Ring } from '@fdset/posix';
import { asyncReaders } from '../../phases/async-readers.js';
import type { Pairs } from '../../phases/pairs.js';
import { encodeRequest } from '../../phases/request.js';
import { ringRefusal } from '../../ring-refusal.js';
import type { Question } from '../question.js';
import { openPairs } from './open-pairs.js';
import { readBySignals } from './signals-asked-for.js';

const READS = 20;
const BYTES = 64;
/** Any other signal that the kernel could send for I/O would have ended this process. */
const SIGNALS = ['SIGIO', 'SIGURG', 'SIGUSR2', 'SIGALRM'] as const;

const PEERS = ['selector', 'uring at once', 'asked for', 'signals sent'] as const;
type Peer = (typeof PEERS)[number];

export const notifications: Question<Peer> = {
  id: 'notifications',
  summary: `${READS} asynchronous reads, while signals are listened for`,
  peers: PEERS,
  rounds: 3,
  open: async () => {
    const pairs = await openPairs();
    return { trial: (peer) => measure(pairs, peer), close: () => pairs.close() };
  },
};

async function measure(pairs: Pairs, peer: Peer): Promise<Metrics> {
  let signals = 0;
  const hear = (): void => void (signals += 1);
  for (const name of SIGNALS) process.on(name, hear);
  try {
    const notified = await acts[peer](pairs);
    return { signals, notified, ...kindOfDescriptor(peer) };
  } finally {
    for (const name of SIGNALS) process.off(name, hear);
  }
}

async function sendSignals(): Promise<number> {
  for (let sent = 0; sent < READS; sent += 1) {
    const heard = once(process, 'SIGIO');
    process.kill(process.pid, 'SIGIO');
    await heard;
  }
  return 0;
}

async function readAll(pairs: Pairs, peer: 'selector' | 'uring at once'): Promise<number> {
  const refusal = peer === 'selector' ? null : ringRefusal();
  if (refusal !== null) throw new Skipped(refusal);
  const socket = pairs.reader('TCP');
  let notified = 0;
  const observer = { notified: (): void => void (notified += 1), handled: (): void => {} };
  const reader = asyncReaders[peer](socket, BYTES, observer);
  try {
    for (let reads = 0; reads < READS; reads += 1) {
      const reading = reader.read();
      await setImmediate();
      socket.send(encodeRequest({ delayMs: 1, bytes: BYTES }));
      await reading;
    }
    return notified;
  } finally {
    reader.close();
  }
}

const acts: Readonly<Record<Peer, (pairs: Pairs) => Promise<number>>> = {
  selector: (pairs) => readAll(pairs, 'selector'),
  'uring at once': (pairs) => readAll(pairs, 'uring at once'),
  'asked for': () => readBySignals(READS),
  'signals sent': sendSignals,
};

/** Whether the descriptor that becomes readable is an eventfd, by what the kernel calls it. */
function kindOfDescriptor(peer: Peer): Metrics {
  if (peer !== 'uring at once') return {};
  const ring = new Ring({ taskWork: 'immediate' });
  const kind = readlinkSync(`/proc/self/fd/${ring.fileno()}`);
  ring.close();
  return { isEventfd: Number(kind === 'anon_inode:[eventfd]') };
}
