// A claim of 4.6.2.2, non-blocking I/O.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { processorTime } from '../questions/processor-time.js';
import { stay } from '../questions/stay.js';
import { BLOCKED, FREE } from '../stay-thresholds.js';
import { all, decide, holds, holdsWhen, met, wrong } from '../verdict.js';

const ASLEEP = { atMost: 0.2 };

export const nonblockingIsConcurrent = claim({
  id: 'nonblocking-is-concurrent',
  section: '4.6.2.2',
  document: ['就结果而言。完全得实现了并发,以及解决了IO阻塞带来得效率低下的问题'],
  english:
    'As to the result, concurrency is fully achieved, and the inefficiency of blocking I/O is solved.',
  how: 'Three silent clients and a newcomer that asks, on the polling server and on the blocking one; and how much the polling server works while its clients say nothing.',
  figures: {
    polling: {
      label: 'answered, of their stay: polling',
      unit: 'share',
      of: stay,
      peer: 'polling',
      metric: 'ofStay',
      threshold: FREE,
    },
    blocking: {
      label: 'answered, of their stay: blocking',
      unit: 'share',
      of: stay,
      peer: 'blocking',
      metric: 'ofStay',
      threshold: BLOCKED,
    },
    idle: {
      label: 'of a core with silent clients: polling',
      unit: 'share',
      of: processorTime,
      peer: 'polling',
      metric: 'idleCpu',
    },
    awake: {
      label: 'of the time not asleep: polling',
      unit: 'share',
      of: processorTime,
      peer: 'polling',
      metric: 'idleAwake',
      threshold: ASLEEP,
    },
  },
  judge: ({ polling, blocking, awake }) => {
    const concurrent = all(met(polling), met(blocking));
    if (concurrent !== 'yes')
      return decide(concurrent, {
        yes: holds(''),
        no: wrong('The newcomer waited for the silent clients.'),
      });
    return decide(met(awake), {
      yes: holds('Nobody waited for the silent clients, and the server slept while nobody asked.'),
      no: holdsWhen(
        'only the concurrency is meant, not the efficiency',
        `Nobody waited for the silent clients, so the concurrency is real, with or without a core of its own. Efficient it is not: the server was awake for ${formatSpread(awake, 'share')} of the time in which nobody said a word.`,
      ),
    });
  },
});
