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

const cells = (caseId) => {
  const { submittingNs, waitingNs, wakeUpNs, copyingNs, collectingNs, cpuNs } = phasesOf(caseId);
  const text = (ns) => (ns === undefined ? '-' : duration(ns));
  return [submittingNs, waitingNs, wakeUpNs, copyingNs ?? collectingNs, cpuNs].map(text);
};

const head = ['read', 'submit', 'waiting', 'wake-up', 'copying', 'CPU'];

const explanation = ({ delayMs, mostDelayNs }) =>
  `Each message is sent ${delayMs} ms after it was asked for; medians. Waiting, wake-up and copying are measured: the kernel stamps the arrival
of a message, and the receiving call is timed. Reads during which other processes kept the thread from running (for more than ${duration(mostDelayNs)},
by the kernel's account) do not count. CPU is the processor time of the reading thread for one message.`;

const ofRings = `Of the two rings wake-up is from the sender's clock just before its send to the call of the event loop, and copying is the call that
collects. Whether the copy is made before the notification is looked up there (\`MSG_PEEK\`):`;

const whereabouts = (caseId) =>
  `with ${labelOf(caseId)} ${phasesOf(caseId).inSocket} of the 64 bytes are still in the socket`;

const notes = (cases) => {
  const rings = cases.filter((id) => id.startsWith('ring'));
  const text = explanation(phasesRun.settings);
  return rings.length === 0 ? text : `${text} ${ofRings} ${rings.map(whereabouts).join(', ')}.`;
};

const origin = ({ command, date, commit, machine, versions }) =>
  `\`${command}\`, ${date.slice(0, 10)}, commit ${commit}: ${machine.cpu}, ${machine.cores} cores, ${machine.kernel}, Node ${versions.node}.`;

const timeline = (name) => {
  const { title, cases } = timelines[name];
  const rows = cases.map((id) => [labelOf(id), ...cells(id)]);
  return {
    plot: { path: `docs/models/plots/${name}-timeline.svg`, text: timelinePlot(title, cases) },
    text: [
      `![${title}](plots/${name}-timeline.svg)`,
      markdownTable({ head, rows }),
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
