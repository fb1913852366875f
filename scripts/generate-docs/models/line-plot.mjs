// Lines over cases that are numbers, both axes logarithmic.
import { newest, spread, valuesOf } from './benchmarks.mjs';
import { footOf } from './bar-plot.mjs';
import { circle, colours, frame, line, polyline, textAt } from './svg.mjs';

const size = { width: 860, height: 420, left: 70, right: 210, top: 50, bottom: 70 };

const seriesOf = ({ trials, cases, peers }, { ids, metric }) =>
  ids.map((id) => ({
    ...peers.find((peer) => peer.id === id),
    points: cases
      .map((one) => ({
        x: Number(one.id),
        ...spread(valuesOf(trials, { caseId: one.id, peer: id, metric })),
      }))
      .filter(({ count }) => count > 0)
      .map(({ x, median }) => [x, median]),
  }));

const logScale = ([from, to], [start, end]) => {
  const [low, high] = [Math.log10(from), Math.log10(to)];
  return (value) => start + ((Math.log10(value) - low) / (high - low)) * (end - start);
};

const powers = ([from, to]) => {
  const exponents = [];
  for (let at = Math.log10(from); at <= Math.log10(to) + 1e-9; at += 1) exponents.push(at);
  return exponents.map((exponent) => Math.round(10 ** exponent));
};

const decades = (values) => [
  10 ** Math.floor(Math.log10(Math.min(...values))),
  10 ** Math.ceil(Math.log10(Math.max(...values))),
];

const dashes = ['', '7 3', '2 3', '9 3 2 3'];

const seriesMarks = ({ label, ours, points }, index, { x, y }) => {
  const stroke = ours ? colours.ours : colours.other;
  const dash = dashes[index % dashes.length];
  const [lastX, lastY] = points.at(-1);
  return [
    polyline(
      points.map(([at, value]) => [x(at), y(value)]),
      stroke,
      dash === '' ? {} : { 'stroke-dasharray': dash },
    ),
    ...points.map(([at, value]) => circle(x(at), y(value), 3, stroke)),
    textAt(x(lastX) + 8, y(lastY) + 4, label),
  ];
};

const axisMarks = ({ xs, ys, x, y, xTitle, yText }) => [
  ...powers(ys).flatMap((value) => [
    line(size.left, y(value), size.width - size.right, y(value), { stroke: '#dddddd' }),
    textAt(size.left - 8, y(value) + 4, yText(value), { 'text-anchor': 'end' }),
  ]),
  ...powers(xs).map((value) =>
    textAt(x(value), size.height - size.bottom + 20, value.toLocaleString('en'), {
      'text-anchor': 'middle',
    }),
  ),
  textAt((size.left + size.width - size.right) / 2, size.height - size.bottom + 38, xTitle, {
    'text-anchor': 'middle',
  }),
];

/** The cases' ids are the numbers of the horizontal axis. */
export const linePlot = ({ question, ids, metric, title, xTitle, yText }) => {
  const result = newest(question);
  const series = seriesOf(result, { ids, metric });
  const points = series.flatMap((one) => one.points);
  const xs = decades(points.map(([at]) => at));
  const ys = decades(points.map(([, value]) => value));
  const x = logScale(xs, [size.left, size.width - size.right]);
  const y = logScale(ys, [size.height - size.bottom, size.top]);
  return frame({ width: size.width, height: size.height, title, foot: footOf(result) }, [
    ...axisMarks({ xs, ys, x, y, xTitle, yText }),
    ...series.flatMap((one, index) => seriesMarks(one, index, { x, y })),
  ]);
};
