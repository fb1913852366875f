// A claim of 4.6.2.3, select and epoll.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { processorTime } from '../questions/processor-time.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const selectBurns = claim({
  id: 'select-burns',
  section: '4.6.2.3',
  document: ['1. 虽说解决了单线程并发,但是大大的占用了cpu'],
  english:
    'select takes a great deal of CPU. (The document repeats here what it has said of polling, word by word.)',
  how: 'The same clients as for polling: silent, thinking, and without a pause. The processor time of select, beside that of polling and of epoll.',
  figures: {
    idle: {
      label: 'of a core, silent clients: select',
      unit: 'share',
      of: processorTime,
      peer: 'select',
      metric: 'idleCpu',
    },
    idlePolling: {
      label: 'of a core, silent clients: polling',
      unit: 'share',
      of: processorTime,
      peer: 'polling',
      metric: 'idleCpu',
    },
    awake: {
      label: 'not asleep, silent clients: select',
      unit: 'share',
      of: processorTime,
      peer: 'select',
      metric: 'idleAwake',
      threshold: { atMost: 0.2 },
    },
    thinking: {
      label: 'an answer, thinking clients: select',
      unit: 'us',
      of: processorTime,
      peer: 'select',
      metric: 'thinkingCpuUs',
    },
    ratio: {
      label: 'thinking clients: select, to polling',
      unit: 'times',
      of: processorTime,
      peer: 'select',
      metric: 'thinkingCpuUs',
      over: 'polling',
      threshold: { atMost: 0.5 },
    },
    busy: {
      label: 'no pauses: select, to polling',
      unit: 'times',
      of: processorTime,
      peer: 'select',
      metric: 'busyCpuUs',
      over: 'polling',
    },
    epoll: {
      label: 'thinking clients: select, to epoll',
      unit: 'times',
      of: processorTime,
      peer: 'select',
      metric: 'thinkingCpuUs',
      over: 'epoll',
    },
  },
  judge: ({ awake, ratio }) => {
    const sleeps = all(met(awake), met(ratio));
    return decide(sleeps, {
      yes: wrong(
        `It sleeps until there is something to do: awake for ${formatSpread(awake, 'share')} of the time with silent clients, and for an answer ${formatSpread(ratio, 'times')} what polling took.`,
      ),
      no: holds('It was awake without need, or took about what polling took.'),
    });
  },
});
