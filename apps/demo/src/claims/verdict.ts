// What a claim is found to be, and how figures lead to it. Everything here is pure: the same figures give the same verdict.
import { compare } from '@fdset/benchmarks/kit';
import type { Spread, Threshold } from '@fdset/benchmarks/kit';

export const VERDICTS = ['holds', 'holds when', 'wrong', 'inconclusive'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface Judgement {
  readonly verdict: Verdict;
  /** When the claim holds; only with `holds when`. */
  readonly condition: string | null;
  /** What the figures show, in a sentence or two. */
  readonly why: string;
}

/** A figure as `judge` gets it. */
export interface JudgedFigure extends Spread {
  readonly threshold?: Threshold | undefined;
}

/** Whether figures keep a threshold; `unclear` if their spread crosses it, or there are too few of them. */
export type Answer = 'yes' | 'no' | 'unclear';

export const holds = (why: string): Judgement => ({ verdict: 'holds', condition: null, why });

export const holdsWhen = (condition: string, why: string): Judgement => ({
  verdict: 'holds when',
  condition,
  why,
});

export const wrong = (why: string): Judgement => ({ verdict: 'wrong', condition: null, why });

export const inconclusive = (why: string): Judgement => ({
  verdict: 'inconclusive',
  condition: null,
  why,
});

const ANSWERS = { within: 'yes', beyond: 'no', across: 'unclear', unmeasured: 'unclear' } as const;

export function is(figure: Spread, threshold: Threshold): Answer {
  return ANSWERS[compare(figure, threshold)];
}

/** Whether a figure keeps its own threshold. */
export function met(figure: JudgedFigure): Answer {
  return is(figure, figure.threshold ?? {});
}

/** Whether all are so: one `no` decides. */
export function all(...answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unclear') ? 'unclear' : 'yes';
}

/** Takes the judgement for an answer; an unclear one is `inconclusive`. */
export function decide(
  answer: Answer,
  judgements: { readonly yes: Judgement; readonly no: Judgement },
): Judgement {
  if (answer !== 'unclear') return judgements[answer];
  return inconclusive(
    'The rounds of this run differ too much, or are too few, to be on one side of the threshold. An idle machine helps, or more --rounds.',
  );
}
