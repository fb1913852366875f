// The timeline of a read in each model. Waiting for the data, which depends on the sender, is shortened to one width for
// all; the rest is to scale.
import { duration } from './figures.mjs';
import { labelOf, phasesOf, phasesRun } from './read-phases.mjs';
import { footOf } from './bar-plot.mjs';
import { colours, frame, line, rect, textAt } from './svg.mjs';

const size = { width: 860, label: 210, waiting: 120, right: 110, bar: 22, row: 46, top: 88 };

const polls = (caseId) => caseId === 'non-blocking';

/** What follows the waiting, in order. */
const phasesAfter = (phases) => [
  { name: 'wake-up', ns: phases.wakeUpNs, fill: colours.wakeUp },
  phases.copyingNs === undefined
    ? { name: 'collecting', ns: phases.collectingNs, fill: colours.copying }
    : { name: 'copying', ns: phases.copyingNs, fill: colours.copying },
];

const legend = () => {
  const entries = [
    ['waiting, thread asleep or free', colours.waiting],
    ['waiting, thread polls', colours.busy],
    ['wake-up', colours.wakeUp],
    ['copying, or collecting', colours.copying],
  ];
  return entries.flatMap(([name, fill], index) => {
    const x = 12 + index * 205;
    return [rect(x, 44, 14, 14, fill), textAt(x + 20, 56, name)];
  });
};

const breakMark = (x, y) => [
  line(x - 4, y + size.bar + 3, x + 2, y - 3, { stroke: '#ffffff', 'stroke-width': '4' }),
  line(x - 6, y + size.bar + 3, x, y - 3),
  line(x - 1, y + size.bar + 3, x + 5, y - 3),
];

const rowMarks = (caseId, y, scale) => {
  const from = size.label;
  const arrival = from + size.waiting;
  const after = phasesAfter(phasesOf(caseId));
  let x = arrival;
  const parts = after.map(({ ns, fill }) => {
    const at = x;
    x += ns * scale;
    return rect(at, y, ns * scale, size.bar, fill);
  });
  const texts = after.map(({ name, ns }) => `${name} ${duration(ns)}`).join(', ');
  return [
    textAt(from - 8, y + 15, labelOf(caseId), { 'text-anchor': 'end' }),
    rect(from, y, size.waiting, size.bar, polls(caseId) ? colours.busy : colours.waiting),
    ...breakMark(from + size.waiting / 2, y),
    ...parts,
    textAt(arrival, y + size.bar + 13, texts, { 'font-size': '11' }),
  ];
};

/** The plot of these cases. */
export const timelinePlot = (title, caseIds) => {
  const longest = Math.max(
    ...caseIds.map((id) => phasesAfter(phasesOf(id)).reduce((sum, { ns }) => sum + ns, 0)),
  );
  const scale = (size.width - size.label - size.waiting - size.right) / longest;
  const arrival = size.label + size.waiting;
  const end = size.top + caseIds.length * size.row;
  const foot = `${footOf(phasesRun)}; ${phasesRun.command}`;
  return frame({ width: size.width, height: end + 34, title, foot }, [
    ...legend(),
    textAt(arrival, size.top - 8, 'the message is here', {
      'text-anchor': 'middle',
      'font-size': '11',
    }),
    line(arrival, size.top - 4, arrival, end, { 'stroke-dasharray': '3 3' }),
    ...caseIds.flatMap((id, index) => rowMarks(id, size.top + 6 + index * size.row, scale)),
  ]);
};
