// A claim of 4.6.2.2, non-blocking I/O.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { processorTime } from '../questions/processor-time.js';
import { decide, holds, inconclusive, is, met, wrong } from '../verdict.js';

const NEVER_ASLEEP = { atLeast: 0.8 };
const ASLEEP = { atMost: 0.2 };

export const nonblockingStaysBlocked = claim({
  id: 'nonblocking-stays-blocked',
  section: '4.6.2.2',
  document: ['这期间如果数据到了就会重新正常操作,而在轮询期间,无数据得进程会一直处于阻塞状态'],
  english:
    'While it polls, a process without data stays blocked all the time. (This contradicts the sentence on concurrency.)',
  how: "Clients that say nothing: how much of the time the main thread was not asleep, by the scheduler's own count, and how often the kernel refused with EAGAIN. A blocked thread sleeps.",
  figures: {
    polling: {
      label: 'not asleep: polling',
      unit: 'share',
      of: processorTime,
      peer: 'polling',
      metric: 'idleAwake',
      threshold: NEVER_ASLEEP,
    },
    blocking: {
      label: 'not asleep: blocking',
      unit: 'share',
      of: processorTime,
      peer: 'blocking',
      metric: 'idleAwake',
      threshold: ASLEEP,
    },
    refusals: {
      label: 'refused and asked again',
      unit: 'per second',
      of: processorTime,
      peer: 'polling',
      metric: 'refusalsPerSecond',
    },
  },
  judge: ({ polling, blocking, refusals }) => {
    if (met(blocking) !== 'yes')
      return inconclusive('The control failed: the blocking server was not asleep either.');
    if (met(polling) === 'yes')
      return wrong(
        `It is never blocked, it is busy: refused ${formatSpread(refusals, 'per second')}, it asked again. What waits is its work, not the process.`,
      );
    return decide(is(polling, ASLEEP), {
      yes: holds('The polling process slept.'),
      no: inconclusive('The polling process was neither asleep nor awake all the time.'),
    });
  },
});
