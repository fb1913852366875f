// A claim of 4.6.2.3, select and epoll.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { oneConnection } from '../questions/one-connection.js';
import { tracedCalls } from '../questions/traced-calls.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const selectCostsTwoCalls = claim({
  id: 'select-costs-two-calls',
  section: '4.6.2.3',
  document: [
    '事实上还更差一些。',
    '因为这里需要使用两个系统调用(select和recvfrom),而blocking IO只调用了一个系统调用(recvfrom)。',
    '不适用于单个连接',
  ],
  english:
    'For one connection select is no better than blocking I/O, even somewhat worse: it needs two system calls (select and recvfrom) where blocking needs one.',
  how: "A request at a time over one connection, read by recv(2), and by select(2) and recv(2): the calls by the program's own count, the time and the processor time of a request. strace counts the same calls in a run of its own. (They are the kernel's own calls: the recv of a Socket of fdset also sleeps in poll, so that a signal can end it, which is another count.)",
  figures: {
    one: {
      label: 'calls for a message: recv',
      unit: 'count',
      of: oneConnection,
      peer: 'recv',
      metric: 'calls',
      threshold: { atMost: 1 },
    },
    two: {
      label: 'calls for a message: select and recv',
      unit: 'count',
      of: oneConnection,
      peer: 'select and recv',
      metric: 'calls',
      threshold: { atLeast: 2 },
    },
    tracedOne: {
      label: 'select calls by strace: recv',
      unit: 'count',
      of: tracedCalls,
      peer: 'recv',
      metric: 'waits',
    },
    tracedTwo: {
      label: 'select calls by strace: select and recv',
      unit: 'count',
      of: tracedCalls,
      peer: 'select, recv',
      metric: 'waits',
    },
    recvUs: { label: 'a request: recv', unit: 'us', of: oneConnection, peer: 'recv', metric: 'us' },
    selectUs: {
      label: 'a request: select and recv',
      unit: 'us',
      of: oneConnection,
      peer: 'select and recv',
      metric: 'us',
    },
    time: {
      label: 'time, with select to without',
      unit: 'times',
      of: oneConnection,
      peer: 'select and recv',
      metric: 'us',
      over: 'recv',
      threshold: { atLeast: 0.95 },
    },
    cpu: {
      label: 'processor time, with select to without',
      unit: 'times',
      of: oneConnection,
      peer: 'select and recv',
      metric: 'cpuUs',
      over: 'recv',
      threshold: { atLeast: 1.02 },
    },
  },
  judge: ({ one, two, time, cpu }) => {
    const calls = all(met(one), met(two));
    return decide(all(calls, met(cpu), met(time)), {
      yes: holds(
        `Two calls instead of one: a request took ${formatSpread(cpu, 'times')} the processor time and ${formatSpread(time, 'times')} the time.`,
      ),
      no: wrong('With select a request took less than without.'),
    });
  },
});
