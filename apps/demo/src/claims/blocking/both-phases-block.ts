// A claim of 4.6.2.1, blocking I/O and the ways out.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { DELAY_MS, readPhases } from '../questions/read-phases.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const bothPhasesBlock = claim({
  id: 'both-phases-block',
  section: '4.6.2.1',
  document: ['两个阶段(等待数据和拷贝数据两个阶段)都被block'],
  english: 'Both phases, waiting for the data and copying it, are blocked.',
  how: `A thread calls recv; another thread sends ${DELAY_MS} ms later. The kernel's receive stamps divide the call into waiting, wake-up and copying. (The recv of fdset sleeps in poll(2), so that a signal can end it, and copies by recv(2): the phases are those of the document's one call.)`,
  figures: {
    waiting: {
      label: 'in recv before the bytes arrive',
      unit: 'ms',
      of: readPhases,
      peer: 'recv, 64 B',
      metric: 'waitingMs',
      threshold: { atLeast: DELAY_MS * 0.9 },
    },
    awake: {
      label: 'of the call the thread is awake',
      unit: 'share',
      of: readPhases,
      peer: 'recv, 64 B',
      metric: 'awake',
      threshold: { atMost: 0.5 },
    },
    wakeUp: {
      label: 'wake-up, which the document leaves out',
      unit: 'us',
      of: readPhases,
      peer: 'recv, 64 B',
      metric: 'wakeUpUs',
    },
    small: {
      label: 'copying 64 B',
      unit: 'us',
      of: readPhases,
      peer: 'recv, 64 B',
      metric: 'copyingUs',
    },
    large: {
      label: 'copying 1 MiB',
      unit: 'us',
      of: readPhases,
      peer: 'recv, 1 MiB',
      metric: 'copyingUs',
    },
    growth: {
      label: 'copying 1 MiB, to copying 64 B',
      unit: 'times',
      of: readPhases,
      peer: 'recv, 1 MiB',
      metric: 'copyingUs',
      over: 'recv, 64 B',
      threshold: { atLeast: 5 },
    },
  },
  judge: ({ waiting, awake, growth, large }) =>
    decide(all(met(waiting), met(awake), met(growth)), {
      yes: holds(
        `recv did not return for ${formatSpread(waiting, 'ms')} before there was a byte, asleep, and then copied, for longer the more there was: ${formatSpread(large, 'us')} for 1 MiB.`,
      ),
      no: wrong('The thread was not held in one of the two phases.'),
    }),
});
