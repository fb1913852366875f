// The report of an answered question on the terminal: a table for each case, then the targets.
import { foreignLimit } from '../kit/rounds.mjs';
import { besideFullLines } from './beside-full.mjs';
import { caseRows } from './columns.mjs';
import { targetRows } from './targets.mjs';
import { terminalTable } from './terminal-table.mjs';
import { unsettledLines } from './unsettled.mjs';

const titled = (title, { head, rows }) =>
  rows.length === 0 ? [] : [`\n${title}`, terminalTable(head, rows)];

const repeatsOf = ({ trials }) => {
  const repeats = trials.reduce((sum, { repeated = 0 }) => sum + repeated, 0);
  return repeats === 0 ? [] : [`Repeated, because others were using the cores: ${repeats} trials.`];
};

const disturbedOf = ({ trials }) => {
  const disturbed = trials.filter(({ foreign }) => foreign > foreignLimit).length;
  if (disturbed === 0) return [];
  const share = `${disturbed} of ${trials.length} trials`;
  return [`Others used the cores during ${share}: measure on an idle machine.`];
};

/** A short run is compared with `full`, the full run of its machine, which may be undefined. */
export const loadReport = (result, { quick = false, full } = {}) =>
  [
    ...result.cases.flatMap((one) => titled(one.label, caseRows(result, one.id))),
    ...titled('Targets', targetRows(result)),
    'Ratios are medians of same-round ratios, with quartiles.',
    ...disturbedOf(result),
    ...(quick ? besideFullLines(result, full) : []),
    ...unsettledLines(result),
    ...repeatsOf(result),
    ...result.skipped.map(({ id, reason }) => `Left out: ${id} (${reason}).`),
  ].join('\n');
