// What a run itself says against its ratios: rates that were still changing.
import { isApart, median, valuesOf } from '../harness/statistics.mjs';

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

/** Which rates had not settled, for the terminal. */
export const unsettledLines = (result) => {
  const changed = unsettled(result);
  if (changed.length === 0) return [];
  return [
    `Not settled after a warm-up of ${result.settings.warmupMs} ms: the rate changed within the measured time, so these ratios say little.`,
    ...changed.map(
      (one) => `  ${nameOf(result, one)}: second half ${one.trend.toFixed(2)} x the first`,
    ),
  ];
};
