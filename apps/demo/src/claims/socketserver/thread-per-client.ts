// A claim of 4.6.3, socketserver.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { workers } from '../questions/workers.js';
import { all, decide, holds, holdsWhen, met, wrong } from '../verdict.js';

/** Of four: a thread that the server has started for its first client already is not counted. */
const ONE_EACH = { atLeast: 0.7 };

export const threadPerClient = claim({
  id: 'thread-per-client',
  section: '4.6.3',
  document: ['服务器内部会为每个client创建一个 “线程”,该线程用来和客户端进行交互。'],
  english: 'The server creates a thread for each client, which talks with that client.',
  how: 'The ids of the threads that serve five clients in turn, and four at once: with threads that are started anew, as in the document, and with threads that are kept for the next client.',
  figures: {
    anewAtOnce: {
      label: 'threads for a client, at once: anew',
      unit: 'count',
      of: workers,
      peer: 'threads anew',
      metric: 'threadsPerClientAtOnce',
      threshold: ONE_EACH,
    },
    keptAtOnce: {
      label: 'threads for a client, at once: kept',
      unit: 'count',
      of: workers,
      peer: 'threads',
      metric: 'threadsPerClientAtOnce',
      threshold: ONE_EACH,
    },
    anewInTurn: {
      label: 'threads for a client, in turn: anew',
      unit: 'count',
      of: workers,
      peer: 'threads anew',
      metric: 'threadsPerClientInTurn',
      threshold: ONE_EACH,
    },
    keptInTurn: {
      label: 'threads for a client, in turn: kept',
      unit: 'count',
      of: workers,
      peer: 'threads',
      metric: 'threadsPerClientInTurn',
      threshold: { atMost: 0.5 },
    },
    anew: {
      label: 'a client in turn: anew',
      unit: 'ms',
      of: workers,
      peer: 'threads anew',
      metric: 'connectionMs',
    },
    kept: {
      label: 'a client in turn: kept',
      unit: 'ms',
      of: workers,
      peer: 'threads',
      metric: 'connectionMs',
    },
    saved: {
      label: 'a client in turn: kept, to anew',
      unit: 'times',
      of: workers,
      peer: 'threads',
      metric: 'connectionMs',
      over: 'threads anew',
    },
  },
  judge: ({ anewAtOnce, keptAtOnce, anewInTurn, keptInTurn, saved }) => {
    const atOnce = all(met(anewAtOnce), met(keptAtOnce), met(anewInTurn));
    if (atOnce === 'yes' && met(keptInTurn) === 'yes')
      return holdsWhen(
        'the clients are there at the same time, or finished threads are not kept',
        `In turn a kept thread served one client after the other, each in ${formatSpread(saved, 'times')} the time that a new thread took.`,
      );
    return decide(atOnce, {
      yes: holds('Each client had a thread of its own.'),
      no: wrong('There were fewer threads than clients.'),
    });
  },
});
