// The section of a question on the page: the last run in full, and the ratios of the last runs on other machines.
import { caseRows } from '../../../benchmarks/src/report/columns.mjs';
import { ratioPlot } from '../../../benchmarks/src/report/ratio-plot.mjs';
import { keptName } from '../../../benchmarks/src/report/result-files.mjs';
import { machineTargetRows } from '../../../benchmarks/src/report/targets.mjs';
import { emphasised, markdownTable, measuredOn } from './markdown.mjs';

/** The path of a result's plot in the repository, or null if it has none. */
export const plotPath = (result) =>
  ratioPlot(result) === null
    ? null
    : `benchmarks/results/${keptName(result.question, result.machine)}.svg`;

const plot = (result, title) => {
  const path = plotPath(result);
  return path === null ? '' : `![${title}, ${result.machine.cpu}](../${path})`;
};

const caseTable = ([newest, ...others], { id, label }) => {
  const measured = others.filter(({ trials }) => trials.some((trial) => trial.case === id));
  return `### ${label}\n\n${markdownTable(emphasised(caseRows(newest, id, measured), newest.peers))}`;
};

const targetTable = (results) => {
  const table = machineTargetRows(results);
  return table.rows.length === 0 ? '' : `### Targets\n\n${markdownTable(table)}`;
};

const leftOut = ({ skipped }) =>
  skipped.map(({ id, reason }) => `Left out: ${id} (${reason}).`).join('\n');

const origin = (result, index) => {
  const path = plotPath(result);
  const itsPlot = index === 0 || path === null ? '' : ` ([plot](../${path}))`;
  return `- ${measuredOn(result)}${itsPlot}`;
};

const origins = (results) => `Measured by:\n\n${results.map(origin).join('\n')}`;

/** The text of a section. `results` are the last runs of each machine, the newest first. */
export const section = (results, { title, note = '' }) => {
  const [newest] = results;
  return [
    `## ${title}`,
    note,
    plot(newest, title),
    ...newest.cases.map((one) => caseTable(results, one)),
    targetTable(results),
    leftOut(newest),
    origins(results),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};
