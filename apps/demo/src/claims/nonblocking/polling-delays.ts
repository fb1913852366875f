// A claim of 4.6.2.2, non-blocking I/O.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { IDLE, pollingDelay } from '../questions/polling-delay.js';
import { refusedReads } from '../questions/refused-reads.js';
import { decide, holds, holdsWhen, inconclusive, met, wrong } from '../verdict.js';

export const pollingDelays = claim({
  id: 'polling-delays',
  section: '4.6.2.2',
  document: [
    '2. 任务完成的响应延迟增大,任务可能在两次轮询之间的任意时间完成。这会导致整体数据吞吐量的降低',
  ],
  english:
    'Answers are delayed, because a task may complete at any time between two polls. That lowers the throughput.',
  how: `One client asks without a pause (fdset bench): alone, and among ${IDLE} idle clients. Polling, to a server that sleeps in epoll. Beside it, what one recv of an empty socket takes.`,
  figures: {
    alonePolling: {
      label: 'alone, median: polling',
      unit: 'us',
      of: pollingDelay,
      peer: 'polling, alone',
      metric: 'p50Us',
    },
    aloneEpoll: {
      label: 'alone, median: epoll',
      unit: 'us',
      of: pollingDelay,
      peer: 'epoll, alone',
      metric: 'p50Us',
    },
    amongPolling: {
      label: `among ${IDLE}, median: polling`,
      unit: 'us',
      of: pollingDelay,
      peer: 'polling, among idle',
      metric: 'p50Us',
    },
    amongEpoll: {
      label: `among ${IDLE}, median: epoll`,
      unit: 'us',
      of: pollingDelay,
      peer: 'epoll, among idle',
      metric: 'p50Us',
    },
    thrown: {
      label: 'one poll in vain: recv, which throws',
      unit: 'us',
      of: refusedReads,
      peer: 'recv',
      metric: 'us',
    },
    tried: {
      label: 'one poll in vain: tryRecv',
      unit: 'us',
      of: refusedReads,
      peer: 'tryRecv',
      metric: 'us',
    },
    alone: {
      label: 'alone, throughput: polling, to epoll',
      unit: 'times',
      of: pollingDelay,
      peer: 'polling, alone',
      metric: 'perSecond',
      over: 'epoll, alone',
      threshold: { atMost: 0.9 },
    },
    among: {
      label: `among ${IDLE}, throughput: polling, to epoll`,
      unit: 'times',
      of: pollingDelay,
      peer: 'polling, among idle',
      metric: 'perSecond',
      over: 'epoll, among idle',
      threshold: { atMost: 0.67 },
    },
  },
  judge: ({ alone, among, amongPolling, amongEpoll, thrown, tried }) => {
    const [crowded, few] = [met(among), met(alone)];
    const seen = `Among ${IDLE} idle clients an answer took ${formatSpread(amongPolling, 'us')}, with epoll ${formatSpread(amongEpoll, 'us')}. Most of that is not the polling but its exceptions: a recv in vain throws BlockingIOError, as in the document, and takes ${formatSpread(thrown, 'us')}; tryRecv, which returns null, takes ${formatSpread(tried, 'us')}`;
    if (crowded !== 'yes')
      return decide(crowded, {
        yes: holds(seen),
        no: wrong('Polling answered as much as epoll, also among many idle clients.'),
      });
    if (few === 'unclear')
      return inconclusive(
        `${seen}. For a client that is alone this run cannot tell: ${formatSpread(alone, 'times')} the answers of epoll is on both sides of the threshold. With a core of its own a poller notices at once, on a shared one it has to be given the core first.`,
      );
    return decide(few, {
      yes: holds(`${seen}. Polling answered less also when its client was alone.`),
      no: holdsWhen(
        'there are many clients to be polled',
        `${seen}. A client that was alone got ${formatSpread(alone, 'times')} the answers of epoll: the poller had a core of its own, and noticed at once.`,
      ),
    });
  },
});
