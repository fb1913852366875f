// What answers must be, from --expect and --framing.
import { showValue } from '@fdset/posix';
import { keepsBorders } from '../../url/endpoint.js';
import type { Manner } from '../../url/endpoint.js';
import type { AnswerPlan } from '../load-plan.js';
import type { ChosenFraming } from './framings.js';
import { UsageError } from '../../command/usage-error.js';

/** What an expectation depends on. */
export interface Asked {
  readonly manner: Manner;
  readonly payload: Buffer;
  readonly framing: ChosenFraming | null;
  readonly pipeline: number;
}

/** An answer, or the pattern of one whose length the first answer has to tell. */
export type Expectation = AnswerPlan | { readonly kind: 'learn'; readonly pattern: RegExp | null };

/** @throws {UsageError} */
export function chooseExpectation(text: string | undefined, asked: Asked): Expectation {
  const { framing, payload } = asked;
  const expect = text ?? (framing === null ? 'echo' : 'any');
  if (expect === 'echo') return exactly(payload, asked);
  if (expect === 'upper') return exactly(Buffer.from(payload.toString().toUpperCase()), asked);
  const pattern = expect === 'any' ? null : patternOf(expect);
  if (framing?.frame === null) return { kind: 'learn', pattern };
  if (framing !== null) return framed(framing.frame, pattern);
  if (asked.pipeline === 1 || keepsBorders(asked.manner))
    return { kind: 'piece', expected: null, pattern };
  throw new UsageError(
    `--pipeline with --expect ${showValue(expect)} needs --framing: without one nothing tells where an answer ends`,
  );
}

function exactly(message: Buffer, { framing, manner }: Asked): AnswerPlan {
  const expected = framing === null ? message : framing.encode(message);
  if (keepsBorders(manner)) return { kind: 'piece', expected, pattern: null };
  return { kind: 'bytes', length: expected.length, expected };
}

function framed(frame: NonNullable<ChosenFraming['frame']>, pattern: RegExp | null): AnswerPlan {
  if (frame.kind === 'fixed' && pattern === null)
    return { kind: 'bytes', length: frame.bytes, expected: null };
  return { kind: 'frame', frame, pattern };
}

function patternOf(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch {
    throw new UsageError(
      `--expect is echo, upper, any or a regular expression, and ${showValue(source)} is none`,
    );
  }
}
