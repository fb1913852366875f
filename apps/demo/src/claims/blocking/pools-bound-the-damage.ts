// A claim of 4.6.2.1, blocking I/O and the ways out.
import { claim } from '../claim.js';
import { stay } from '../questions/stay.js';
import { BLOCKED } from '../stay-thresholds.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const poolsBoundTheDamage = claim({
  id: 'pools-bound-the-damage',
  section: '4.6.2.1',
  document: ['启用进程池/线程池 ,降低进程/线程数量', '只是一定程度上限制了不良影响,无法根本解决'],
  english:
    'Pools lower the number of threads or processes. They limit the damage to a degree, and do not remove it.',
  how: 'The same silent clients and newcomer, on a pool of two threads and with a thread for each client: how many threads there are more, and when the newcomer is answered.',
  figures: {
    unbounded: {
      label: 'more threads for 4 clients: one each',
      unit: 'count',
      of: stay,
      peer: 'threads anew',
      metric: 'threads',
      threshold: { atLeast: 3 },
    },
    bounded: {
      label: 'more threads for 4 clients: the pool',
      unit: 'count',
      of: stay,
      peer: 'pool of 2',
      metric: 'threads',
      threshold: { atMost: 0.5 },
    },
    free: {
      label: 'answered, of their stay: one each',
      unit: 'share',
      of: stay,
      peer: 'threads anew',
      metric: 'ofStay',
    },
    queued: {
      label: 'answered, of their stay: the pool',
      unit: 'share',
      of: stay,
      peer: 'pool of 2',
      metric: 'ofStay',
      threshold: BLOCKED,
    },
  },
  judge: ({ bounded, unbounded, queued }) =>
    decide(all(met(bounded), met(unbounded), met(queued)), {
      yes: holds(
        'The pool started no thread beyond its two, and the client that was one too many waited until a silent one had left.',
      ),
      no: wrong('The pool grew with its clients, or nobody had to wait for it.'),
    }),
});
