// The document's models in its order: how each is run, and the explanation of its numbers in the document's words. Every sentence
// that depends on the run is built from its numbers.
import { ringRefusal } from '../ring-refusal.js';
import type { RunResult } from './drive.js';
import { cpuMs, cpuShare, ms, whole } from './numbers.js';

export interface Model {
  readonly title: string;
  readonly runs: readonly { readonly label: string; readonly args: readonly string[] }[];
  /** `earlier` holds the runs of the models before this one, by label. */
  explain(runs: readonly RunResult[], earlier: ReadonlyMap<string, RunResult>): string[];
}

export const models: readonly Model[] = [
  {
    title: '4.6.2.1 Blocking I/O: both phases blocked',
    runs: [{ label: 'blocking', args: ['blocking'] }],
    explain: ([run]) => explainBlocking(run!),
  },
  {
    title: '4.6.2.2 Non-blocking I/O: an error instead of a wait, and polling',
    runs: [{ label: 'nonblocking', args: ['nonblocking'] }],
    explain: ([run]) => explainNonblocking(run!),
  },
  {
    title: '4.6.2.3 I/O multiplexing: select first, then recv',
    runs: ['epoll', 'poll', 'select'].map((name) => ({
      label: name,
      args: ['multiplexing', '--selector', name],
    })),
    explain: explainMultiplexing,
  },
  {
    title: '4.6.2.4 Asynchronous I/O: a read that returns at once',
    runs: [{ label: 'async', args: ['async'] }, ...ringRuns()],
    explain: explainAsync,
  },
];

function explainBlocking({ report, firstReplyMs }: RunResult): string[] {
  return [
    'accept and recv sleep through both phases, the wait for data and the copy to the process, and the thread with them.',
    `The first client had its first answer after ${ms(firstReplyMs[0]!)}, the last after ${ms(firstReplyMs.at(-1)!)}:`,
    'it was connected all the time, in the backlog, while the others were served one by one.',
    `Sleeping is cheap: ${ms(cpuMs(report))} of CPU in ${ms(report.elapsedMs)}. The document's way out: block one thread or process per client.`,
  ];
}

function explainNonblocking({ report, firstReplyMs }: RunResult): string[] {
  return [
    'setblocking(false): where a call would wait, the kernel returns an error at once, and the program polls.',
    `All clients were served side by side by one thread; the slowest first answer took ${ms(firstReplyMs.at(-1)!)}.`,
    `The price: ${whole(report.eagains)} EAGAINs for ${whole(report.exchanges)} answers, and ${cpuShare(report)} of a core`,
    `(${ms(cpuMs(report))} of CPU in ${ms(report.elapsedMs)}), also while the clients were thinking. The document: not recommended at all.`,
  ];
}

function explainMultiplexing(
  runs: readonly RunResult[],
  earlier: ReadonlyMap<string, RunResult>,
): string[] {
  const { report, firstReplyMs } = runs[0]!;
  const lines = [
    'The process sleeps in select until any of its sockets is ready; then recv copies what has come.',
    `Two system calls where blocking I/O has one (${runs[0]!.label}: ${whole(report.selects)} selects and ${whole(report.recvs)} recvs`,
    `for ${whole(report.exchanges)} answers), but one thread serves many connections: the slowest first answer took ${ms(firstReplyMs.at(-1)!)}.`,
  ];
  const polling = earlier.get('nonblocking');
  return polling ? [...lines, ...compareWithPolling(runs, polling)] : lines;
}

/** The ring has a run of its own where the system allows it. */
function ringRuns(): Model['runs'] {
  if (ringRefusal() !== null) return [];
  return [{ label: 'async, io_uring', args: ['async', '--driver', 'uring'] }];
}

function explainAsync(
  [overEpoll, overRing]: readonly RunResult[],
  earlier: ReadonlyMap<string, RunResult>,
): string[] {
  const { report, firstReplyMs } = overEpoll!;
  const epoll = earlier.get('epoll');
  return [
    'recv gives a promise and returns at once; the code behind its await goes on when the bytes are in its memory.',
    `One thread, ${whole(report.exchanges)} answers; the slowest first answer took ${ms(firstReplyMs.at(-1)!)}, with ${cpuShare(report)} of a core.`,
    'Over epoll the kernel tells of readiness, and recv copies afterwards, before the promise is resolved.',
    ...(overRing === undefined
      ? [
          'The ring of the kernel (io_uring) is not to be had here: fdset-demo async --driver uring says why.',
        ]
      : [
          'Over io_uring the read is submitted, the kernel copies it without a recv, and the promise is resolved: an eventfd, not a',
          `signal, wakes the event loop for that. ${cpuShare(overRing.report)} of a core. The part "phases" shows what precedes what.`,
        ]),
    ...(epoll === undefined
      ? []
      : [`The same clients over epoll, without promises: ${cpuShare(epoll.report)} of a core.`]),
  ];
}

/** The document repeats the drawback of polling, its use of CPU, for select; the numbers decide whether that is true. */
function compareWithPolling(runs: readonly RunResult[], polling: RunResult): string[] {
  const shares = runs.map(({ label, report }) => `${label} ${cpuShare(report)}`).join(', ');
  const holds = runs.some(({ report }) => 2 * cpuMs(report) > cpuMs(polling.report));
  return [
    'The document says of select what it said of polling, that it takes much CPU. Measured, of a core:',
    `${shares}; polling ${cpuShare(polling.report)}. ${holds ? 'In this run that is not refuted.' : 'That does not hold here.'}`,
  ];
}
