// A claim of 4.6.2.1, blocking I/O and the ways out.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { stay } from '../questions/stay.js';
import { workers } from '../questions/workers.js';
import { FREE } from '../stay-thresholds.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const threadsFreeTheOthers = claim({
  id: 'threads-free-the-others',
  section: '4.6.2.1',
  document: [
    '启用多线程或者多进程,要阻塞只阻塞当前线程/进程,不会影响其他进程/线程',
    '当遇到过多得链接请求时会严重占用资源,降低响应效率',
  ],
  english:
    'With threads or processes only the one of its client is blocked. Too many connections take many resources, and answers take longer.',
  how: 'The same silent clients and newcomer, with a thread or a forked process for each client. What one costs: memory while four are served, and clients in turn, beside the single thread. The number of connections is not varied: of "too many" the cost of each is measured.',
  figures: {
    threads: {
      label: 'answered, of their stay: threads',
      unit: 'share',
      of: stay,
      peer: 'threads anew',
      metric: 'ofStay',
      threshold: FREE,
    },
    processes: {
      label: 'answered, of their stay: processes',
      unit: 'share',
      of: stay,
      peer: 'processes',
      metric: 'ofStay',
      threshold: FREE,
    },
    threadBytes: {
      label: 'memory for each client: threads',
      unit: 'bytes',
      of: stay,
      peer: 'threads anew',
      metric: 'bytesPerClient',
    },
    processBytes: {
      label: 'memory for each client: processes',
      unit: 'bytes',
      of: stay,
      peer: 'processes',
      metric: 'bytesPerClient',
    },
    one: {
      label: 'a client in turn: one thread for all',
      unit: 'ms',
      of: workers,
      peer: 'blocking',
      metric: 'connectionMs',
    },
    thread: {
      label: 'a client in turn: a new thread',
      unit: 'ms',
      of: workers,
      peer: 'threads anew',
      metric: 'connectionMs',
    },
    process: {
      label: 'a client in turn: a forked process',
      unit: 'ms',
      of: workers,
      peer: 'processes',
      metric: 'connectionMs',
    },
    slower: {
      label: 'a new thread, to one for all',
      unit: 'times',
      of: workers,
      peer: 'threads anew',
      metric: 'connectionMs',
      over: 'blocking',
      threshold: { atLeast: 1.5 },
    },
  },
  judge: ({ threads, processes, threadBytes, slower }) =>
    decide(all(met(threads), met(processes), met(slower)), {
      yes: holds(
        `The newcomer was answered while the silent ones stayed. There is a price for each: ${formatSpread(threadBytes, 'bytes')} of memory, and the start of its thread, with which a client in turn took ${formatSpread(slower, 'times')} the time. What very many at once do to each other was not measured.`,
      ),
      no: wrong('The newcomer waited all the same, or a thread for each client cost nothing.'),
    }),
});
