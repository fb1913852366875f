// A claim of 4.6.2.4, asynchronous I/O.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { asyncReads } from '../questions/async-reads.js';
import { DELAY_MS } from '../questions/read-phases.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const asyncReturnsAtOnce = claim({
  id: 'async-returns-at-once',
  section: '4.6.2.4',
  document: [
    'kernel 受到一个asynchronous read之后,首先它会立刻返回,所以不会对用户进程产生任何block。',
  ],
  english:
    'The kernel returns from an asynchronous read at once, so that the process is not blocked at all.',
  how: `Reads of messages that are sent ${DELAY_MS} ms later, over epoll and over io_uring: how long the call takes that submits the read, and when its completion is heard of.`,
  figures: {
    epoll: {
      label: 'the call takes: over epoll',
      unit: 'us',
      of: asyncReads,
      peer: 'selector',
      metric: 'submitUs',
    },
    ring: {
      label: 'the call takes: over io_uring',
      unit: 'us',
      of: asyncReads,
      peer: 'uring',
      metric: 'submitUs',
    },
    atOnce: {
      label: 'the call takes: io_uring at once',
      unit: 'us',
      of: asyncReads,
      peer: 'uring at once',
      metric: 'submitUs',
    },
    blocked: {
      label: 'of the wait in the call: over epoll',
      unit: 'share',
      of: asyncReads,
      peer: 'selector',
      metric: 'blocked',
      threshold: { atMost: 0.2 },
    },
    ringBlocked: {
      label: 'of the wait in the call: io_uring at once',
      unit: 'share',
      of: asyncReads,
      peer: 'uring at once',
      metric: 'blocked',
      threshold: { atMost: 0.2 },
    },
    notified: {
      label: 'from the send to the notification: io_uring',
      unit: 'us',
      of: asyncReads,
      peer: 'uring at once',
      metric: 'notifiedUs',
    },
  },
  judge: ({ blocked, ringBlocked }) => {
    const measured = ringBlocked.count === 0 ? [blocked] : [blocked, ringBlocked];
    return decide(all(...measured.map(met)), {
      yes: holds(
        `The call returned after ${formatSpread(blocked, 'share')} of the wait, long before there was a byte.`,
      ),
      no: wrong('The call took a good part of the wait.'),
    });
  },
});
