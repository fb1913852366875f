// A question's part of the page: the last run in full, beside its ratios those of the last runs of other machines.
import { caseRows } from '../../../benchmarks/src/report/columns.mjs';
import { ratioPlot } from '../../../benchmarks/src/report/ratio-plot.mjs';
import { keptName } from '../../../benchmarks/src/report/result-files.mjs';
import { machineTargetRows } from '../../../benchmarks/src/report/targets.mjs';
import { emphasised, markdownTable, measuredOn } from './markdown.mjs';

/** Where a result's plot lies in the repository, or null where it has none. */
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

/** `results` are the last run of each machine, the newest first. */
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
