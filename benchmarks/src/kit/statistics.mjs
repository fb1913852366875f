// Medians, quartiles, and ratios. A ratio compares a peer with another one in the same round, because the speed of the
// machine changes between rounds, but not (much) within one.

/** The interpolated value at a share of the sorted values. */
export const quantile = (values, share) => {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  return below + (sorted[Math.ceil(position)] - below) * (position % 1);
};

export const median = (values) => quantile(values, 0.5);

/** Returns `{ median, low, high, highest, count }`: the median, the quartiles, the largest value and the number of values. */
export const spread = (values) => ({
  median: median(values),
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
  highest: Math.max(...values),
  count: values.length,
});

const byRound = (trials, caseId, peer) =>
  new Map(
    trials
      .filter((trial) => trial.case === caseId && trial.peer === peer)
      .map((trial) => [trial.round, trial]),
  );

/** The `metric` of `peer` divided by that of `reference`, for each round. */
export const roundRatios = (trials, { caseId, peer, reference, metric }) => {
  const references = byRound(trials, caseId, reference);
  return [...byRound(trials, caseId, peer)]
    .filter(([round]) => references.has(round))
    .map(([round, trial]) => trial[metric] / references.get(round)[metric])
    .filter(Number.isFinite);
};

export const ratio = (trials, question) => spread(roundRatios(trials, question));

/** The values of one metric of one peer in one case. */
export const valuesOf = (trials, { caseId, peer, metric }) =>
  [...byRound(trials, caseId, peer).values()].map((trial) => trial[metric]);

/** Two figures count as the same if they differ by at most this share of the other one. */
const tolerance = 0.15;

export const isApart = (value, from) => Math.abs(value - from) > tolerance * from;
