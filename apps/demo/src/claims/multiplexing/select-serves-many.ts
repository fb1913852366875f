// A claim of 4.6.2.3, select and epoll.
import { claim } from '../claim.js';
import { CLIENTS, manyClients } from '../questions/many-clients.js';
import { stay } from '../questions/stay.js';
import { BLOCKED, FREE } from '../stay-thresholds.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const selectServesMany = claim({
  id: 'select-serves-many',
  section: '4.6.2.3',
  document: ['用select的优势在于它可以同时处理多个connection。'],
  english: 'The advantage of select is that it can serve several connections at the same time.',
  how: `${CLIENTS} clients connect, ask, and stay: how many are answered meanwhile, and by how many threads more. The blocking server is the control.`,
  figures: {
    answered: {
      label: 'answered while all stay: select',
      unit: 'count',
      of: manyClients,
      peer: 'select',
      metric: 'answered',
      threshold: { atLeast: CLIENTS },
    },
    control: {
      label: 'answered while all stay: blocking',
      unit: 'count',
      of: manyClients,
      peer: 'blocking',
      metric: 'answered',
      threshold: { atMost: 1 },
    },
    threads: {
      label: 'more threads for that: select',
      unit: 'count',
      of: manyClients,
      peer: 'select',
      metric: 'moreThreads',
      threshold: { atMost: 0 },
    },
    time: {
      label: 'all of them answered within',
      unit: 'ms',
      of: manyClients,
      peer: 'select',
      metric: 'allMs',
    },
    silent: {
      label: 'among silent clients, of their stay: select',
      unit: 'share',
      of: stay,
      peer: 'select',
      metric: 'ofStay',
      threshold: FREE,
    },
    blocked: {
      label: 'among silent clients, of their stay: blocking',
      unit: 'share',
      of: stay,
      peer: 'blocking',
      metric: 'ofStay',
      threshold: BLOCKED,
    },
  },
  judge: ({ answered, control, threads, silent, blocked }) =>
    decide(all(met(answered), met(control), met(threads), met(silent), met(blocked)), {
      yes: holds(
        `One thread answered all ${CLIENTS}, and did not wait for silent ones; the blocking server answered one, and would have gone on with the next when it left.`,
      ),
      no: wrong('Not all were answered by the one thread, or the blocking server did as much.'),
    }),
});
