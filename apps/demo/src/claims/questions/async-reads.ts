// Asynchronous reads: how soon the submit returns, and where the bytes are when the notification comes.
import { Skipped } from '@fdset/benchmarks/kit';
import type { Metrics } from '@fdset/benchmarks/kit';
import { SO_RCVLOWAT, SOL_SOCKET } from '@fdset/socket';
import { measureAsync } from '../../phases/measure-async.js';
import type { AsyncReaderName } from '../../phases/async-readers.js';
import type { Pairs } from '../../phases/pairs.js';
import { ringRefusal } from '../../ring-refusal.js';
import type { Question } from '../question.js';
import { openPairs } from './open-pairs.js';
import { DELAY_MS } from './read-phases.js';

const MESSAGES = 15;
const BYTES = 64;

const PEERS: readonly AsyncReaderName[] = ['selector', 'uring', 'uring at once'];

export const asyncReads: Question<AsyncReaderName> = {
  id: 'async-reads',
  summary: 'asynchronous reads: submit, notification, copy',
  peers: PEERS,
  rounds: 5,
  open: async ({ children: { ending } }) => {
    const pairs = await openPairs();
    const trial = (peer: AsyncReaderName): Promise<Metrics> => measure(pairs, peer, ending);
    return { trial, close: () => pairs.close() };
  },
};

async function measure(pairs: Pairs, peer: AsyncReaderName, signal: AbortSignal): Promise<Metrics> {
  const refusal = peer === 'selector' ? null : ringRefusal();
  if (refusal !== null) throw new Skipped(refusal);
  const socket = pairs.reader('TCP');
  socket.setsockopt(SOL_SOCKET, SO_RCVLOWAT, BYTES);
  const request = { bytes: BYTES, delayMs: DELAY_MS };
  const measured = await measureAsync(peer, socket, { messages: MESSAGES, request, signal });
  const looks = measured.inSocket.map(
    (count, index) => count === 0 && measured.inMemory[index] === true,
  );
  return {
    submitUs: measured.submitNs / 1000,
    notifiedUs: measured.notifiedNs / 1000,
    // What the program could do meanwhile is the delay, all but the submit.
    blocked: measured.submitNs / 1e6 / DELAY_MS,
    copiedFirst: looks.filter(Boolean).length / looks.length,
  };
}
