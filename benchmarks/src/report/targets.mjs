// Targets. The ratio of two peers in the same rounds has to reach (or stay below) a bound. Without a reference, the target
// is a figure of one peer, and its worst trial counts.
import { ratio, spread, valuesOf } from '../kit/statistics.mjs';
import { isWithin } from '../kit/threshold.mjs';
import { ratioText } from './figures.mjs';

const figureOf = (trials, { peer, reference, metric = 'perSecond' }, caseId) =>
  reference === undefined
    ? spread(valuesOf(trials, { caseId, peer, metric }))
    : ratio(trials, { caseId, peer, reference, metric });

/** One entry for each case of a target: `{ ...target, caseId, figure, met }`; `met` is null if it was not measured. */
export const judge = (trials, targets) =>
  targets.flatMap((target) =>
    target.cases.map((caseId) => {
      const figure = figureOf(trials, target, caseId);
      const counts = target.reference === undefined ? figure.highest : figure.median;
      return {
        ...target,
        caseId,
        figure,
        met: figure.count === 0 ? null : isWithin(counts, target),
      };
    }),
  );

const boundText = ({ atLeast, atMost, reference }) => {
  if (reference === undefined) return `at most ${atMost}`;
  if (atLeast !== undefined && atMost !== undefined)
    return `${atLeast.toFixed(2)} to ${atMost.toFixed(2)}`;
  return atLeast === undefined ? `<= ${atMost.toFixed(2)}` : `>= ${atLeast.toFixed(2)}`;
};

const measuredText = ({ figure, reference }) => {
  if (figure.count === 0) return '-';
  return reference === undefined ? `${figure.median} (most: ${figure.highest})` : ratioText(figure);
};

const verdictText = ({ met }) => {
  if (met === null) return 'not measured';
  return met ? 'met' : 'not met';
};

const metricNames = {
  perSecond: 'rate',
  p50Ns: 'p50',
  cpuNsPerRequest: 'CPU of a request',
  idleTicks: 'clock ticks while idle',
  rssPerConnection: 'memory per connection',
};

const labelOf = (list, id) => list.find((one) => one.id === id)?.label ?? id;

const questionOf = ({ peers, cases }, one) => [
  labelOf(peers, one.peer),
  labelOf(cases, one.caseId),
  metricNames[one.metric ?? 'perSecond'] ?? one.metric,
  one.reference === undefined ? '' : labelOf(peers, one.reference),
  boundText(one),
];

const questionHead = ['', 'case', 'figure', 'against', 'target'];

/** Returns `{ head, rows }` of a run, with the verdict last. Targets that the run did not measure are left out. */
export const targetRows = (result) => ({
  head: [...questionHead, 'measured', 'verdict'],
  rows: judge(result.trials, result.targets)
    .filter(({ met }) => met !== null)
    .map((one) => [...questionOf(result, one), measuredText(one), verdictText(one)]),
});

const verdictAndFigure = (one) =>
  one.met === null ? verdictText(one) : `${verdictText(one)}: ${measuredText(one)}`;

/** Returns `{ head, rows }` of several machines' last runs, the newest first, judged by the targets of the newest. */
export const machineTargetRows = (results) => {
  const [newest] = results;
  const judged = results.map(({ trials }) => judge(trials, newest.targets));
  return {
    head: [...questionHead, ...results.map(({ machine }) => machine.cpu)],
    rows: judged[0].map((one, index) => [
      ...questionOf(newest, one),
      ...judged.map((verdicts) => verdictAndFigure(verdicts[index])),
    ]),
  };
};

/** Counts the targets that a run meets: `{ met, measured }`. */
export const countMet = ({ trials }, targets) => {
  const verdicts = judge(trials, targets).map(({ met }) => met);
  return {
    met: verdicts.filter((met) => met === true).length,
    measured: verdicts.filter((met) => met !== null).length,
  };
};
