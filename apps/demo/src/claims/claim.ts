// The contract of a claim: the document's words, what is measured for it, and the verdict that follows from the figures.
import { roundRatios, spread, valuesOf } from '@fdset/benchmarks/kit';
import type { Spread, Threshold, Trial } from '@fdset/benchmarks/kit';
import type { ClaimId } from './claim-ids.js';
import type { Section } from './document-words.js';
import type { Question } from './question.js';
import type { JudgedFigure, Judgement } from './verdict.js';

/** The unit of a figure's values: `share` is 0 to 1, `times` a ratio, `of` a count. */
export const UNITS = ['ms', 'us', 'bytes', 'share', 'times', 'count', 'per second'] as const;
export type Unit = (typeof UNITS)[number];

/** Where a figure is found: a metric of a peer, or what it is in relation to another peer in the same rounds. */
export interface FigureSpec {
  readonly label: string;
  readonly unit: Unit;
  readonly of: Question;
  readonly peer: string;
  readonly metric: string;
  readonly over?: string;
  /** The value is 1 for yes or 0 for no. */
  readonly isYesOrNo?: true;
  /** What decides: beyond it the claim, or a part of it, does not hold (or does: `judge` knows). */
  readonly threshold?: Threshold;
}

export interface Claim<Name extends string = string> {
  readonly id: ClaimId;
  readonly section: Section;
  /** The document's words, as they stand there. */
  readonly document: readonly string[];
  readonly english: string;
  /** What is measured, and how. */
  readonly how: string;
  readonly figures: Readonly<Record<Name, FigureSpec>>;
  /** Pure: only the figures count. */
  judge(figures: Readonly<Record<Name, JudgedFigure>>): Judgement;
}

export interface Figure extends Omit<FigureSpec, 'of'> {
  readonly name: string;
  readonly question: string;
  /** One for each round. */
  readonly values: readonly number[];
  readonly spread: Spread;
}

/** A claim of which the figures are names that `judge` takes. */
export function claim<Name extends string>(parts: Claim<Name>): Claim {
  return parts;
}

/** Takes a figure out of the trials of its question. */
export function figureOf(
  name: string,
  { of, ...spec }: FigureSpec,
  trials: readonly Trial[],
): Figure {
  const which = { caseId: of.id, peer: spec.peer, metric: spec.metric };
  const values =
    spec.over === undefined
      ? valuesOf(trials, which).filter(Number.isFinite)
      : roundRatios(trials, { ...which, reference: spec.over });
  return { ...spec, name, question: of.id, values, spread: spread(values) };
}
