// A claim of 4.6.2.4, asynchronous I/O.
import { claim } from '../claim.js';
import { notifications } from '../questions/notifications.js';
import { all, decide, holds, inconclusive, met, wrong } from '../verdict.js';

export const asyncSignals = claim({
  id: 'async-signals',
  section: '4.6.2.4',
  document: ['kernel会给用户进程发送一个signal,告诉它read操作完成了。'],
  english: 'The kernel sends the process a signal that the read is complete.',
  how: 'Twenty reads over io_uring and over epoll, while SIGIO, SIGURG, SIGUSR2 and SIGALRM are listened for (others would have ended the process), and what the kernel calls the descriptor that becomes readable. Control: signals that are really sent.',
  figures: {
    ring: {
      label: 'signals in 20 reads: io_uring',
      unit: 'count',
      of: notifications,
      peer: 'uring at once',
      metric: 'signals',
      threshold: { atMost: 0 },
    },
    epoll: {
      label: 'signals in 20 reads: epoll',
      unit: 'count',
      of: notifications,
      peer: 'selector',
      metric: 'signals',
      threshold: { atMost: 0 },
    },
    control: {
      label: 'signals heard of 20 that were sent',
      unit: 'count',
      of: notifications,
      peer: 'signals sent',
      metric: 'signals',
      threshold: { atLeast: 20 },
    },
    notified: {
      label: 'notifications on the event loop: io_uring',
      unit: 'count',
      of: notifications,
      peer: 'uring at once',
      metric: 'notified',
    },
    eventfd: {
      label: 'the descriptor is an eventfd',
      unit: 'count',
      of: notifications,
      peer: 'uring at once',
      metric: 'isEventfd',
      isYesOrNo: true,
    },
  },
  judge: ({ ring, epoll, control }) => {
    if (met(control) !== 'yes')
      return inconclusive('The control failed: signals that were sent were not all heard.');
    const silent = ring.count === 0 ? met(epoll) : all(met(ring), met(epoll));
    return decide(silent, {
      yes: wrong(
        ring.count === 0
          ? 'No signal came: epoll made a descriptor readable. (This system has no io_uring.)'
          : 'No signal came. An eventfd became readable, for which the event loop sleeps: a signal would interrupt whatever runs.',
      ),
      no: holds('Signals came with the completions.'),
    });
  },
});
