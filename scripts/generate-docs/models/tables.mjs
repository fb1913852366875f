// Tables of some peers in some cases of a question, with the plot above and the run below.
import {
  bytesText,
  microsecondsText,
  perSecondText,
} from '../../../benchmarks/src/report/figures.mjs';
import { emphasised, markdownTable, measuredOn } from '../performance/markdown.mjs';
import { barPlot } from './bar-plot.mjs';
import { caseRows, newest } from './benchmarks.mjs';

const texts = {
  perSecond: perSecondText,
  cpuNsPerRequest: microsecondsText,
  p50Ns: microsecondsText,
  rss: bytesText,
};

const narrowed = (result, { columns, reference }) => ({
  ...result,
  columns,
  reference: reference ?? result.reference,
});

/** The rows of the chosen peers, in their order. */
const rowsOf = (result, caseId, ids) => {
  const { head, rows } = caseRows(result, caseId);
  const byLabel = new Map(rows.map((row) => [row[0], row]));
  const labels = ids.map((id) => result.peers.find((peer) => peer.id === id).label);
  return {
    head,
    rows: labels.filter((label) => byLabel.has(label)).map((label) => byLabel.get(label)),
  };
};

const caseTable = (result, caseId, { ids, cases }) => {
  const table = markdownTable(emphasised(rowsOf(result, caseId, ids), result.peers));
  const { label } = result.cases.find(({ id }) => id === caseId);
  return cases.length === 1 ? table : `**${label}**\n\n${table}`;
};

/** Said once on a page, below its first table. */
const aboutRatios = `Rates, latencies and processor times are medians of the rounds. A ratio, with its quartiles in brackets, is the median of the ratios of each round, in the
table and in the text: the machine's speed changes between rounds, so it is not the ratio of two medians, and of two peers the one with the
lower median can have the higher ratio.`;

/**
 * One comparison of a page: `{ text, plot: { path, text } | null }`. `plot` is `{ name, metric, title }`; its figures are
 * those of the table. `isFirst` is false below another table of the same page.
 */
export const comparison = (
  { question, cases, ids, columns, reference, plot },
  { isFirst = true } = {},
) => {
  const result = newest(question);
  const shown = narrowed(result, { columns, reference });
  const path = `docs/models/plots/${plot.name}.svg`;
  const text = barPlot({ question, cases, ids, ...plot, text: texts[plot.metric] });
  return {
    plot: { path, text },
    text: [
      `![${plot.title}](plots/${plot.name}.svg)`,
      ...cases.map((caseId) => caseTable(shown, caseId, { ids, cases })),
      ...(isFirst ? [aboutRatios] : []),
      measuredOn(result),
    ].join('\n\n'),
  };
};

/** A list of sentences. */
export const sentences = (lines) => lines.map((one) => `- ${one}`).join('\n');
