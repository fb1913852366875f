// The timelines of the pages: for each the cases that it shows.
import { markdownTable } from '../performance/markdown.mjs';
import { duration } from './figures.mjs';
import { labelOf, phasesOf, phasesRun } from './read-phases.mjs';
import { timelinePlot } from './timeline-plot.mjs';

const BLOCKING = 'blocking-64';

const timelines = {
  blocking: {
    title: 'A blocking read: the thread sleeps in recv',
    cases: [BLOCKING, 'blocking-4096', 'blocking-65536'],
  },
  'non-blocking': {
    title: 'A read that is polled for, beside one that sleeps',
    cases: [BLOCKING, 'non-blocking', 'epoll'],
  },
  multiplexing: {
    title: 'A read behind select, poll and epoll',
    cases: [BLOCKING, 'select', 'poll', 'epoll'],
  },
  asynchronous: {
    title: 'A read on the event loop, and reads that the kernel does',
    cases: [BLOCKING, 'select-async', 'ring', 'ring-at-once'],
  },
};

const isRing = (caseId) => caseId.startsWith('ring');

const columns = {
  submit: 'submittingNs',
  waiting: 'waitingNs',
  'wake-up': 'wakeUpNs',
  copying: 'copyingNs',
  collecting: 'collectingNs',
  CPU: 'cpuNs',
};

/** Only a ring collects. */
const columnsFor = (cases) =>
  Object.keys(columns).filter((name) => name !== 'collecting' || cases.some(isRing));

const cells = (caseId, names) => {
  const phases = phasesOf(caseId);
  const text = (ns) => (ns === undefined ? '-' : duration(ns));
  return names.map((name) => text(phases[columns[name]]));
};

const explanation = ({ delayMs, mostDelayNs }) =>
  `Each message is sent ${delayMs} ms after it was asked for; medians. Waiting, wake-up and copying are measured: the kernel stamps the arrival
of a message, and the receiving call is timed. Reads during which other processes kept the thread from running (for more than ${duration(mostDelayNs)},
by the kernel's account) do not count. CPU is the processor time of the reading thread for one message.`;

const ofRings = `Of the two rings wake-up is from the sender's clock just before its send to the call of the event loop, and collecting is the call that
takes the result, in which the kernel may or may not have to copy. Whether it has copied before the notification is looked up there (\`MSG_PEEK\`):`;

const whereabouts = (caseId) =>
  `with ${labelOf(caseId)} ${phasesOf(caseId).inSocket} of the 64 bytes are still in the socket`;

const notes = (cases) => {
  const rings = cases.filter(isRing);
  const text = explanation(phasesRun.settings);
  return rings.length === 0 ? text : `${text} ${ofRings} ${rings.map(whereabouts).join(', ')}.`;
};

const origin = ({ command, date, commit, machine, versions }) =>
  `\`${command}\`, ${date.slice(0, 10)}, commit ${commit}: ${machine.cpu}, ${machine.cores} cores, ${machine.kernel}, Node ${versions.node}.`;

const timeline = (name) => {
  const { title, cases } = timelines[name];
  const names = columnsFor(cases);
  const rows = cases.map((id) => [labelOf(id), ...cells(id, names)]);
  return {
    plot: { path: `docs/models/plots/${name}-timeline.svg`, text: timelinePlot(title, cases) },
    text: [
      `![${title}](plots/${name}-timeline.svg)`,
      markdownTable({ head: ['read', ...names], rows }),
      notes(cases),
      origin(phasesRun),
    ].join('\n\n'),
  };
};

/** The section `timeline` of a page. */
export const timelineOf = (name) =>
  phasesRun === null
    ? { text: 'No measured timeline is committed yet.', plot: null }
    : timeline(name);

export const hasTimeline = (name) => Object.hasOwn(timelines, name);
