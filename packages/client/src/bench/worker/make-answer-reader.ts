// The reader of the answers that a plan expects.
import type { AnswerPlan } from '../load-plan.js';
import type { AnswerReader } from './answer-reader.js';
import { CountedAnswers, EqualAnswers } from './byte-answers.js';
import { FrameAnswers, PieceAnswers } from './frame-answers.js';
import { frameEnds } from './frame-ends.js';

/** @param roomBytes - the most bytes that one `take` gets */
export function makeAnswerReader(plan: AnswerPlan, roomBytes: number): AnswerReader {
  if (plan.kind === 'frame') return new FrameAnswers(frameEnds(plan.frame), plan.pattern);
  if (plan.kind === 'piece') return new PieceAnswers(plan.expected, plan.pattern);
  return plan.expected === null
    ? new CountedAnswers(plan.length)
    : new EqualAnswers(plan.expected, roomBytes);
}
