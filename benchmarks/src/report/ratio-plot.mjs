// Plots a result as SVG. Each case has a panel, and each peer a bar in it: its median ratio to the reference, with the
// quartiles as a line. The same result gives the same bytes.
import { ratio } from '../kit/statistics.mjs';

const size = { width: 860, label: 225, bar: 18, gap: 5, head: 34, top: 48, foot: 26, right: 70 };
const colours = { ours: '#2f6f4f', other: '#9aa5ad', line: '#333333', text: '#222222' };

/** At most this many cases are shown, because more do not make a clear picture. */
const shownAtMost = 6;

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const textAt = (x, y, content, extra = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${extra}>${escaped(content)}</text>`;

const headline = ({ cases }) => {
  const most = Math.max(...cases.map(({ rounds }) => rounds));
  return cases.filter(({ rounds }) => rounds === most).slice(0, shownAtMost);
};

const barsOf = ({ trials, peers, reference, metric }, caseId) =>
  peers
    .map((peer) => ({ ...peer, ...ratio(trials, { caseId, peer: peer.id, reference, metric }) }))
    .filter(({ count }) => count > 0);

const barMarks = (bar, y, scale) => {
  const middle = y + size.bar / 2;
  const x = (value) => size.label + value * scale;
  const fill = bar.ours ? colours.ours : colours.other;
  const width = (bar.median * scale).toFixed(1);
  return [
    textAt(size.label - 8, middle + 4, bar.label, ' text-anchor="end"'),
    `<rect x="${size.label}" y="${y}" width="${width}" height="${size.bar}" fill="${fill}"/>`,
    `<line x1="${x(bar.low).toFixed(1)}" x2="${x(bar.high).toFixed(1)}" y1="${middle}" ` +
      `y2="${middle}" stroke="${colours.line}" stroke-width="1.5"/>`,
    textAt(x(Math.max(bar.median, bar.high)) + 6, middle + 4, bar.median.toFixed(2)),
  ];
};

const panel = (one, bars, y, scale) => {
  const end = y + size.head + bars.length * (size.bar + size.gap);
  const unit = size.label + scale;
  return [
    textAt(size.label, y + size.head - 10, one.label, ' font-weight="bold"'),
    ...bars.flatMap((bar, index) =>
      barMarks(bar, y + size.head + index * (size.bar + size.gap), scale),
    ),
    `<line x1="${unit.toFixed(1)}" x2="${unit.toFixed(1)}" y1="${y + size.head - 4}" y2="${end}" ` +
      `stroke="${colours.line}" stroke-dasharray="3 3" stroke-width="1"/>`,
  ];
};

const titles = {
  perSecond: ({ unit }) => `${unit} per second, as a multiple of`,
  p50Ns: () => 'median round-trip time, lower is better, as a multiple of',
};

const frame = (height, title, marks) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${height}" ` +
      `viewBox="0 0 ${size.width} ${height}" font-family="sans-serif" font-size="12" ` +
      `fill="${colours.text}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${size.width}" height="${height}" fill="#ffffff"/>`,
    textAt(12, 26, title, ' font-size="15" font-weight="bold"'),
    ...marks,
    '</svg>',
    '',
  ].join('\n');

/** The plot, or null if the figures of the result are too far apart for bars. */
export const ratioPlot = (result) => {
  const title = titles[result.metric]?.(result);
  const panels = headline(result).map((one) => ({ one, bars: barsOf(result, one.id) }));
  const all = panels.flatMap(({ bars }) => bars);
  if (title === undefined || all.length === 0) return null;
  const longest = Math.max(1, ...all.map(({ median, high }) => Math.max(median, high)));
  const scale = (size.width - size.label - size.right) / longest;
  let y = size.top;
  const marks = panels.flatMap(({ one, bars }) => {
    const from = y;
    y += size.head + bars.length * (size.bar + size.gap) + 6;
    return panel(one, bars, from, scale);
  });
  const name = result.peers.find(({ id }) => id === result.reference)?.label ?? result.reference;
  const foot = `${result.machine.cpu}, ${result.machine.kernel}, Node ${result.versions.node}, ${result.date.slice(0, 10)}`;
  const signed = [...marks, textAt(12, y + size.foot - 8, foot, ' font-size="11"')];
  return frame(y + size.foot, `${result.question}: ${title} ${name}`, signed);
};
