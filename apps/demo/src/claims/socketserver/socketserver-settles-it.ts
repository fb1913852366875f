// A claim of 4.6.3, socketserver.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { stay } from '../questions/stay.js';
import { BLOCKED, FREE } from '../stay-thresholds.js';
import { all, decide, holds, holdsWhen, met, wrong } from '../verdict.js';
import type { Answer, Judgement } from '../verdict.js';

const MIB = 2 ** 20;

export const socketserverSettlesIt = claim({
  id: 'socketserver-settles-it',
  section: '4.6.3',
  document: [
    'socketserver 完美的解决了之前的各种困扰。不论是并发问题还是线程池大小以及IO问题都被解决。',
  ],
  english:
    'socketserver perfectly solves all of these problems: concurrency, the size of thread pools, and I/O.',
  how: 'The silent clients and the newcomer again, on classes of socketserver: one after the other (TCPServer), a pool of two threads, a thread for each (ThreadingTCPServer), and what such a thread costs.',
  figures: {
    sequential: {
      label: 'answered, of their stay: TCPServer',
      unit: 'share',
      of: stay,
      peer: 'TCPServer',
      metric: 'ofStay',
      threshold: BLOCKED,
    },
    pool: {
      label: 'answered, of their stay: ThreadPoolTCPServer',
      unit: 'share',
      of: stay,
      peer: 'pool of 2',
      metric: 'ofStay',
      threshold: BLOCKED,
    },
    threading: {
      label: 'answered, of their stay: ThreadingTCPServer',
      unit: 'share',
      of: stay,
      peer: 'ThreadingTCPServer',
      metric: 'ofStay',
      threshold: FREE,
    },
    async: {
      label: 'answered, of their stay: AsyncTCPServer',
      unit: 'share',
      of: stay,
      peer: 'AsyncTCPServer',
      metric: 'ofStay',
      threshold: FREE,
    },
    asyncBytes: {
      label: 'memory for each client: asynchronous',
      unit: 'bytes',
      of: stay,
      peer: 'AsyncTCPServer',
      metric: 'bytesPerClient',
    },
    bytes: {
      label: 'memory for each client: a thread',
      unit: 'bytes',
      of: stay,
      peer: 'threads anew',
      metric: 'bytesPerClient',
      threshold: { atLeast: MIB },
    },
  },
  judge: ({ sequential, pool, threading, async, bytes }) => {
    const freed = met(threading);
    if (freed === 'no') return wrong('Clients waited for each other on every class.');
    const queues = all(met(sequential), met(pool), met(bytes));
    const price = `with fewer workers than silent clients the newcomer waited for them, as it did on TCPServer, and a thread for each takes ${formatSpread(bytes, 'bytes')}`;
    return decide(freed === 'yes' ? queues : freed, {
      yes: settledWhen(price, met(async)),
      no: holds('Nobody had to wait, or a thread for each client cost next to nothing.'),
    });
  },
});

function settledWhen(price: string, asynchronous: Answer): Judgement {
  const worker = 'every client that is there has a worker of its own';
  if (asynchronous !== 'yes') return holdsWhen(worker, `Perfect it is not: ${price}.`);
  return holdsWhen(
    `${worker}, or handlers are asynchronous`,
    `Perfect it is not: ${price}. Asynchronous handlers, which the document does not have, kept nobody waiting on one thread.`,
  );
}
