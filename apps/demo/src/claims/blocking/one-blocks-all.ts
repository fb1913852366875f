// A claim of 4.6.2.1, blocking I/O and the ways out.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { stay } from '../questions/stay.js';
import { BLOCKED, FREE } from '../stay-thresholds.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const oneBlocksAll = claim({
  id: 'one-blocks-all',
  section: '4.6.2.2',
  document: ['IO阻塞带来得效率低下的问题'],
  english:
    'Blocking I/O makes a service inefficient: one client that says nothing stops all others.',
  how: 'Three clients connect to the blocking server and say nothing for a while (their stay); another one comes and asks. Its first answer, as a share of their stay.',
  figures: {
    connect: {
      label: 'the newcomer is connected after',
      unit: 'ms',
      of: stay,
      peer: 'blocking',
      metric: 'connectMs',
    },
    stayed: {
      label: 'the silent clients stay for',
      unit: 'ms',
      of: stay,
      peer: 'blocking',
      metric: 'stayMs',
    },
    answer: {
      label: 'the newcomer is answered after',
      unit: 'ms',
      of: stay,
      peer: 'blocking',
      metric: 'answerMs',
    },
    share: {
      label: 'that is, of their stay',
      unit: 'share',
      of: stay,
      peer: 'blocking',
      metric: 'ofStay',
      threshold: BLOCKED,
    },
    control: {
      label: 'the same, served by select',
      unit: 'share',
      of: stay,
      peer: 'select',
      metric: 'ofStay',
      threshold: FREE,
    },
  },
  judge: ({ share, control, connect }) =>
    decide(all(met(share), met(control)), {
      yes: holds(
        `The newcomer was answered only when the silent ones had left. The kernel had connected it after ${formatSpread(connect, 'ms')}: it waited in the backlog.`,
      ),
      no: wrong('The newcomer did not have to wait for the silent clients.'),
    }),
});
