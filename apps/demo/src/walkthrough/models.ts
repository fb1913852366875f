// The document's models in its order: how each is run, and the explanation of its numbers in the document's words. Every sentence
// that depends on the run is built from its numbers.
import { ringRefusal } from '../ring-refusal.js';
import type { ServerReport } from '../servers/tally.js';
import type { Run, RunResult } from './drive.js';
import { cpuMs, cpuShare, ms, whole } from './numbers.js';

export type ModelRun = RunResult<ServerReport>;

export interface Model {
  readonly title: string;
  /** The first one has a picture. */
  readonly runs: readonly Run[];
  /** The same conversation on threads or processes; each has a picture, for which its clients are measured. */
  readonly waysOut?: readonly Run[];
  /** Paragraphs. `earlier` holds the runs of the models before this one, by label. */
  explain(
    runs: readonly ModelRun[],
    earlier: ReadonlyMap<string, ModelRun>,
    waysOut: readonly RunResult<unknown>[],
  ): string[];
}

export const models: readonly Model[] = [
  {
    title: '4.6.2.1 阻塞IO  Blocking I/O: both phases blocked',
    runs: [{ label: 'blocking', args: ['blocking'] }],
    waysOut: [
      { label: 'blocking --threads', args: ['blocking', '--threads'], workers: Infinity },
      { label: 'blocking --pool 2', args: ['blocking', '--pool', '2'], workers: 2 },
    ],
    explain: ([run], _, waysOut) => explainBlocking(run!, waysOut),
  },
  {
    title: '4.6.2.2 非阻塞IO  Non-blocking I/O: an error instead of a wait, and polling',
    runs: [{ label: 'nonblocking', args: ['nonblocking'] }],
    explain: ([run]) => explainNonblocking(run!),
  },
  {
    title: '4.6.2.3 多路复用IO  I/O multiplexing: select first, then recv',
    runs: ['epoll', 'poll', 'select'].map((name) => ({
      label: name,
      args: ['multiplexing', '--selector', name],
    })),
    explain: explainMultiplexing,
  },
  {
    title: '4.6.2.4 异步IO  Asynchronous I/O: a read that returns at once',
    runs: [{ label: 'async', args: ['async'] }, ...ringRuns()],
    explain: explainAsync,
  },
];

const slowest = ({ firstReplyMs }: RunResult<unknown>): string => ms(firstReplyMs.at(-1)!);

function explainBlocking(run: ModelRun, waysOut: readonly RunResult<unknown>[]): string[] {
  const { report, firstReplyMs } = run;
  const waited =
    report.longestBacklogMs === null
      ? ''
      : ` (by the kernel's own count up to ${whole(report.longestBacklogMs)} ms in the backlog)`;
  const [threads, pool] = waysOut.map(slowest);
  return [
    `One thread, which the verbs accept and recv hold through both phases (it sleeps in poll(2), by which fdset lets a signal end them; recv(2) follows when there is something): all clients are connected at once, but the first has its first answer after ${ms(firstReplyMs[0]!)} and the last after ${slowest(run)}${waited}. Sleeping is cheap: ${ms(cpuMs(report))} of processor time in ${ms(report.elapsedMs)}.`,
    `The document's ways out, with threads that were started before: with one for each client the slowest first answer takes ${threads}; with a pool of two it takes ${pool}${run.talks.length > 2 ? ', because a third client waits for a thread: a pool only postpones the problem' : ''}.`,
  ];
}

function explainNonblocking(run: ModelRun): string[] {
  const { report } = run;
  return [
    `setblocking(false): where a call would wait the kernel returns an error, and the program asks again. All clients are served side by side (slowest first answer: ${slowest(run)}), at a price: ${whole(report.eagains)} EAGAINs for ${whole(report.exchanges)} answers and ${cpuShare(report)} of a core, also while the clients think. The document: not recommended at all.`,
  ];
}

function explainMultiplexing(
  runs: readonly ModelRun[],
  earlier: ReadonlyMap<string, ModelRun>,
): string[] {
  const run = runs[0]!;
  const { report, label } = run;
  const polling = earlier.get('nonblocking');
  return [
    `The thread sleeps in select until any of its sockets is ready; then recv copies. The document counts two calls where blocking I/O has one; here (${label}) it is ${whole(report.selects)} waits and ${whole(report.recvs)} recvs for ${whole(report.exchanges)} answers, as the program calls them, for one wait may find several clients; system calls are counted at the end. One thread serves all: slowest first answer ${slowest(run)}.`,
    ...(polling === undefined ? [] : [compareWithPolling(runs, polling)]),
  ];
}

/** The ring has a run of its own where the system allows it. */
function ringRuns(): readonly Run[] {
  if (ringRefusal() !== null) return [];
  return [{ label: 'async, io_uring', args: ['async', '--driver', 'uring'] }];
}

function explainAsync([overEpoll, overRing]: readonly ModelRun[]): string[] {
  const { report } = overEpoll!;
  return [
    `recv gives a promise and returns at once; the code behind its await goes on when the bytes are in its memory. One thread, slowest first answer ${slowest(overEpoll!)}, ${cpuShare(report)} of a core. Over epoll the kernel tells of readiness, and recv copies afterwards.`,
    overRing === undefined
      ? 'The ring of the kernel (io_uring) is not to be had here: npm start -- async --driver uring says why.'
      : `Over io_uring the kernel copies, without a recv (its ${whole(overRing.report.recvs)} reads were submitted), and an eventfd, not a signal, wakes the event loop: ${cpuShare(overRing.report)} of a core.`,
  ];
}

/** The document repeats the drawback of polling, its use of CPU, for select; the numbers decide whether that is true. */
function compareWithPolling(runs: readonly ModelRun[], polling: ModelRun): string {
  const shares = runs.map(({ label, report }) => `${label} ${cpuShare(report)}`).join(', ');
  const holds = runs.some(({ report }) => 2 * cpuMs(report) > cpuMs(polling.report));
  return `The document says of select what it said of polling, that it takes much processor time. Measured, of a core: ${shares}; polling ${cpuShare(polling.report)}. ${holds ? 'In this run that is not refuted.' : 'That does not hold here.'}`;
}
