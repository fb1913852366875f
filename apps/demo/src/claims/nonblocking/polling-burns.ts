// A claim of 4.6.2.2, non-blocking I/O.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { processorTime } from '../questions/processor-time.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

const NEVER_ASLEEP = { atLeast: 0.8 };

export const pollingBurns = claim({
  id: 'polling-burns',
  section: '4.6.2.2',
  document: ['1. 虽说解决了单线程并发,但是大大的占用了cpu'],
  english: 'It does give a single thread concurrency, but takes a great deal of CPU.',
  how: 'Four clients that say nothing, and four that think for 20 ms between two lines: the share of a core that the server used, and the share of the time in which it did not sleep.',
  figures: {
    idle: {
      label: 'of a core, silent clients: polling',
      unit: 'share',
      of: processorTime,
      peer: 'polling',
      metric: 'idleCpu',
    },
    thinking: {
      label: 'of a core, thinking clients: polling',
      unit: 'share',
      of: processorTime,
      peer: 'polling',
      metric: 'thinkingCpu',
    },
    epoll: {
      label: 'of a core, thinking clients: epoll',
      unit: 'share',
      of: processorTime,
      peer: 'epoll',
      metric: 'thinkingCpu',
    },
    awake: {
      label: 'not asleep, silent clients: polling',
      unit: 'share',
      of: processorTime,
      peer: 'polling',
      metric: 'idleAwake',
      threshold: NEVER_ASLEEP,
    },
    ratio: {
      label: 'thinking clients: polling, to epoll',
      unit: 'times',
      of: processorTime,
      peer: 'polling',
      metric: 'thinkingCpuUs',
      over: 'epoll',
      threshold: { atLeast: 3 },
    },
  },
  judge: ({ awake, ratio }) =>
    decide(all(met(awake), met(ratio)), {
      yes: holds(
        `It took whatever the core gave, ${formatSpread(ratio, 'times')} what epoll took for an answer to the same clients.`,
      ),
      no: wrong('It slept, or took no more than epoll.'),
    }),
});
