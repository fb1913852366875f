// What a run says itself against its ratios: rates that were still changing, and trials beside which others were at work.
import { foreignLimit } from '../harness/rounds.mjs';
import { median, valuesOf } from '../harness/statistics.mjs';

/** How far from another one a figure may be and count as the same: 15 % of it. */
const tolerance = 0.15;

export const isApart = (value, from) => Math.abs(value - from) > tolerance * from;

/** Peers whose rate changed within the measured time: `{ caseId, peer, trend }`. A case with times of its own is about that. */
export const unsettled = ({ cases, peers, trials }) =>
  cases
    .filter(({ times }) => times === undefined)
    .flatMap(({ id: caseId }) => peers.map(({ id: peer }) => ({ caseId, peer })))
    .map((one) => ({ ...one, trend: median(valuesOf(trials, { ...one, metric: 'trend' })) }))
    .filter(({ trend }) => isApart(trend, 1));

const nameOf = ({ cases, peers }, { caseId, peer }) =>
  [cases.find(({ id }) => id === caseId), peers.find(({ id }) => id === peer)]
    .map(({ label }) => label)
    .join(', ');

const unsettledLines = (result) => {
  const changed = unsettled(result);
  if (changed.length === 0) return [];
  return [
    `Not settled after a warm-up of ${result.settings.warmupMs} ms: the rate changed within the measured time, so these ratios say little.`,
    ...changed.map(
      (one) => `  ${nameOf(result, one)}: second half ${one.trend.toFixed(2)} x the first`,
    ),
  ];
};

const disturbedLines = ({ trials }) => {
  const disturbed = trials.filter(({ foreign }) => foreign > foreignLimit).length;
  return disturbed === 0
    ? []
    : [
        `Others used the cores during ${disturbed} of ${trials.length} trials: measure on an idle machine.`,
      ];
};

/** Lines for the terminal; none when there is nothing to say. */
export const doubts = (result) => [...unsettledLines(result), ...disturbedLines(result)];
