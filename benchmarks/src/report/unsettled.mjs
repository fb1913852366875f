// Finds rates that were still changing in a run, so that its ratios say little.
import { isApart, median, valuesOf } from '../kit/statistics.mjs';

/** Peers whose rate changed in the measured time: `{ caseId, peer, trend }`. Cases without a warm-up expect a change. */
export const unsettled = ({ cases, peers, trials }) =>
  cases
    .filter(({ times }) => times?.warmupMs !== 0)
    .flatMap(({ id: caseId }) => peers.map(({ id: peer }) => ({ caseId, peer })))
    .map((one) => ({ ...one, trend: median(valuesOf(trials, { ...one, metric: 'trend' })) }))
    .filter(({ trend }) => isApart(trend, 1));

const nameOf = ({ cases, peers }, { caseId, peer }) =>
  [cases.find(({ id }) => id === caseId), peers.find(({ id }) => id === peer)]
    .map(({ label }) => label)
    .join(', ');

/** The lines for the terminal about rates that had not settled. */
export const unsettledLines = (result) => {
  const changed = unsettled(result);
  if (changed.length === 0) return [];
  return [
    `Not settled after the warm-up: the rate changed within the measured time, so these ratios say little.`,
    ...changed.map(
      (one) => `  ${nameOf(result, one)}: second half ${one.trend.toFixed(2)} x the first`,
    ),
  ];
};
