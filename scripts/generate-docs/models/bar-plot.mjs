// Horizontal bars: a figure of each peer in each case, with the quartiles as a line.
import { newest, spread, valuesOf } from './benchmarks.mjs';
import { colours, frame, line, rect, textAt } from './svg.mjs';

const size = { width: 860, label: 250, right: 90, bar: 18, gap: 5, head: 30, top: 44, foot: 30 };

const barsOf = ({ trials, peers }, { ids, caseId, metric }) =>
  ids
    .map((id) => peers.find((peer) => peer.id === id))
    .map((peer) => ({ ...peer, ...spread(valuesOf(trials, { caseId, peer: peer.id, metric })) }))
    .filter(({ count }) => count > 0);

const barMarks = (bar, y, { scale, text }) => {
  const middle = y + size.bar / 2;
  const x = (value) => size.label + value * scale;
  return [
    textAt(size.label - 8, middle + 4, bar.label, { 'text-anchor': 'end' }),
    rect(size.label, y, bar.median * scale, size.bar, bar.ours ? colours.ours : colours.other),
    line(x(bar.low), middle, x(bar.high), middle, { 'stroke-width': '1.5' }),
    textAt(x(Math.max(bar.median, bar.high)) + 6, middle + 4, text(bar.median)),
  ];
};

const panelMarks = ({ label, bars }, from, style) => [
  textAt(size.label, from + size.head - 10, label, { 'font-weight': 'bold' }),
  ...bars.flatMap((bar, index) =>
    barMarks(bar, from + size.head + index * (size.bar + size.gap), style),
  ),
];

const heightOf = ({ bars }) => size.head + bars.length * (size.bar + size.gap) + 4;

/** `ids` are the peers in their order, `text` writes a figure of `metric`. */
export const barPlot = ({ question, cases, ids, metric, title, text }) => {
  const result = newest(question);
  const panels = cases.map((caseId) => ({
    label: result.cases.find(({ id }) => id === caseId).label,
    bars: barsOf(result, { ids, caseId, metric }),
  }));
  const longest = Math.max(
    ...panels.flatMap(({ bars }) => bars.map(({ median, high }) => Math.max(median, high))),
  );
  const scale = (size.width - size.label - size.right) / longest;
  let y = size.top;
  const marks = panels.flatMap((panel) => {
    const from = y;
    y += heightOf(panel);
    return panelMarks(panel, from, { scale, text });
  });
  return frame({ width: size.width, height: y + size.foot, title, foot: footOf(result) }, marks);
};

export const footOf = ({ machine, versions, date }) =>
  `${machine.cpu}, ${machine.kernel}, Node ${versions.node}, ${date.slice(0, 10)}`;
