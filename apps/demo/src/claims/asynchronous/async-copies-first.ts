// A claim of 4.6.2.4, asynchronous I/O.
import { claim } from '../claim.js';
import { asyncReads } from '../questions/async-reads.js';
import { all, decide, holds, holdsWhen, inconclusive, met, wrong } from '../verdict.js';

export const asyncCopiesFirst = claim({
  id: 'async-copies-first',
  section: '4.6.2.4',
  document: [
    '然后,kernel会等待数据准备完成,然后将数据拷贝到用户内存,',
    '当这一切都完成之后,kernel会给用户进程发送一个signal',
  ],
  english:
    'The kernel waits for the data and copies it to the memory of the process, and notifies when all of that is done.',
  how: 'At the notification, before anything reacts to it: are bytes left in the socket (MSG_PEEK), and is the message in the memory of the ring? The share of the reads of which the copy was made by then.',
  figures: {
    atOnce: {
      label: 'copied at the notification: io_uring at once',
      unit: 'share',
      of: asyncReads,
      peer: 'uring at once',
      metric: 'copiedFirst',
      threshold: { atLeast: 1 },
    },
    deferred: {
      label: 'copied at the notification: io_uring, DEFER_TASKRUN',
      unit: 'share',
      of: asyncReads,
      peer: 'uring',
      metric: 'copiedFirst',
      threshold: { atMost: 0 },
    },
    epoll: {
      label: 'copied at the notification: epoll',
      unit: 'share',
      of: asyncReads,
      peer: 'selector',
      metric: 'copiedFirst',
      threshold: { atMost: 0 },
    },
  },
  judge: ({ atOnce, deferred, epoll }) => {
    if (atOnce.count === 0)
      return inconclusive(
        'Over epoll the notification precedes the copy. This system has no io_uring, which could copy first.',
      );
    const first = met(atOnce);
    if (first === 'yes' && all(met(deferred), met(epoll)) === 'yes')
      return holdsWhen(
        'the ring works without being asked (io_uring without IORING_SETUP_DEFER_TASKRUN)',
        'There the socket was empty and the message in memory at every notification. With DEFER_TASKRUN, which is faster, and over epoll the notification comes first, and the copy is made by the call that follows.',
      );
    return decide(first, {
      yes: holds('The message was in memory at the notifications.'),
      no: wrong('The bytes were still in the socket at a notification.'),
    });
  },
});
