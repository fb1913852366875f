// A claim of 4.6.2.4, asynchronous I/O.
import { claim } from '../claim.js';
import { notifications } from '../questions/notifications.js';
import { all, decide, holds, holdsWhen, inconclusive, met, wrong } from '../verdict.js';

export const asyncSignals = claim({
  id: 'async-signals',
  section: '4.6.2.4',
  document: ['kernel会给用户进程发送一个signal,告诉它read操作完成了。'],
  english: 'The kernel sends the process a signal that the read is complete.',
  how: 'Twenty reads over io_uring and over epoll, while SIGIO, SIGURG, SIGUSR2 and SIGALRM are listened for (others would have ended the process), and what the kernel calls the descriptor that becomes readable. Then a socket that is asked for signals (O_ASYNC). Control: signals that are really sent.',
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
    asked: {
      label: 'signals for 20 messages: O_ASYNC',
      unit: 'count',
      of: notifications,
      peer: 'asked for',
      metric: 'signals',
      threshold: { atLeast: 20 },
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
  judge: ({ ring, epoll, asked, control }) => {
    if (met(control) !== 'yes')
      return inconclusive('The control failed: signals that were sent were not all heard.');
    if (asked.count === 0)
      return inconclusive(
        `${unasked(ring.count)} Whether one comes when it is asked for was not measured.`,
      );
    const silent = ring.count === 0 ? met(epoll) : all(met(ring), met(epoll));
    return decide(silent, {
      yes: decide(met(asked), {
        yes: holdsWhen(
          'a signal is asked for (O_ASYNC, or SIGEV_SIGNAL of POSIX AIO)',
          `${unasked(ring.count)} A socket with O_ASYNC did send SIGIO, but that tells of a message that can be read, as epoll does. SIGEV_SIGNAL, which tells of a completed read, was not measured.`,
        ),
        no: wrong(`${unasked(ring.count)} Nor did one when it was asked for.`),
      }),
      no: holds('Signals came with the completions.'),
    });
  },
});

/** What the reads showed; the ring may be missing. */
function unasked(ofRing: number): string {
  return ofRing === 0
    ? 'By itself no signal came: epoll made a descriptor readable. (This system has no io_uring.)'
    : 'By itself no signal came: an eventfd became readable, for which the event loop sleeps, where a signal would interrupt whatever runs.';
}
