// What one ready descriptor among many costs: the plot, and a row for each mechanism.
import { markdownTable, measuredOn } from '../performance/markdown.mjs';
import { caseRows, newest } from './benchmarks.mjs';
import { duration } from './figures.mjs';
import { linePlot } from './line-plot.mjs';

const title = 'A wait that finds one ready descriptor among so many';
const name = 'multiplexing-scaling';

const table = (result) => {
  const columns = result.cases.map(
    ({ id }) => new Map(caseRows({ ...result, columns: ['nsPerEvent'] }, id).rows),
  );
  const rows = result.peers.map(({ label, ours }) => [
    ours ? `**${label}**` : label,
    ...columns.map((column) => column.get(label) ?? '-'),
  ]);
  const among = result.cases.map(({ id }) => `among ${Number(id).toLocaleString('en')}`);
  return markdownTable({ head: ['ns each', ...among], rows });
};

const plot = ({ peers }) =>
  linePlot({
    question: 'cost-per-event',
    ids: peers.filter(({ ours }) => ours).map(({ id }) => id),
    metric: 'nsPerEvent',
    title,
    xTitle: 'registered descriptors',
    yText: duration,
  });

/** The section `scaling` of the page of multiplexing. */
export const scaling = () => {
  const result = newest('cost-per-event');
  return {
    plot: { path: `docs/models/plots/${name}.svg`, text: plot(result) },
    text: [`![${title}](plots/${name}.svg)`, table(result), measuredOn(result)].join('\n\n'),
  };
};
