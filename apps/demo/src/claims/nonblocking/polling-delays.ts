// A claim of 4.6.2.2, non-blocking I/O.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { IDLE, pollingDelay } from '../questions/polling-delay.js';
import { decide, holds, holdsWhen, met, wrong } from '../verdict.js';

export const pollingDelays = claim({
  id: 'polling-delays',
  section: '4.6.2.2',
  document: [
    '2. 任务完成的响应延迟增大,任务可能在两次轮询之间的任意时间完成。这会导致整体数据吞吐量的降低',
  ],
  english:
    'Answers are delayed, because a task may complete at any time between two polls. That lowers the throughput.',
  how: `One client asks without a pause (fdset bench): alone, and among ${IDLE} idle clients. Polling, to a server that sleeps in epoll.`,
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
  judge: ({ alone, among, amongPolling, amongEpoll }) => {
    const crowded = met(among);
    const few = met(alone);
    const seen = `Among ${IDLE} idle clients an answer took ${formatSpread(amongPolling, 'us')}, with epoll ${formatSpread(amongEpoll, 'us')}`;
    if (crowded === 'yes' && few === 'yes')
      return holds(`${seen}; polling answered less also when its client was alone.`);
    if (crowded === 'yes')
      return holdsWhen(
        'there are many clients to be polled, or the poller has no core of its own',
        `${seen}. A client that was alone got ${formatSpread(alone, 'times')} the answers of epoll: with a core of its own a poller notices at once, on a shared one it has to be given the core first.`,
      );
    return decide(crowded, {
      yes: holds(seen),
      no: wrong('Polling answered as much as epoll, also among many idle clients.'),
    });
  },
});
