// Targets: a ratio of two peers in the same rounds that has to reach (or stay below) a bound.
import { ratio } from '../harness/statistics.mjs';

/** One entry per case of a target: `{ ...target, caseId, figure, met }`; `met` is null unmeasured. */
export const judge = (trials, targets) =>
  targets.flatMap((target) =>
    target.cases.map((caseId) => {
      const { peer, reference, metric = 'perSecond', atLeast, atMost } = target;
      const figure = ratio(trials, { caseId, peer, reference, metric });
      const met =
        figure.count === 0
          ? null
          : figure.median >= (atLeast ?? -Infinity) && figure.median <= (atMost ?? Infinity);
      return { ...target, caseId, figure, met };
    }),
  );

export const boundText = ({ atLeast, atMost }) =>
  atLeast === undefined ? `<= ${atMost.toFixed(2)}` : `>= ${atLeast.toFixed(2)}`;

export const verdictText = ({ met }) => (met === null ? 'not measured' : met ? 'met' : 'not met');
