// Measures the questions of some claims, each question once whoever needs it, and judges the claims by what was measured.
import { Skipped, countTrials, runRounds } from '@fdset/benchmarks/kit';
import type { Trial } from '@fdset/benchmarks/kit';
import { figureOf } from './claim.js';
import type { Claim, Figure } from './claim.js';
import type { Measuring, MeasureContext, Question } from './question.js';
import type { Judgement } from './verdict.js';

export interface MeasureOptions {
  readonly seed: number;
  /** Instead of each question's own number. */
  readonly rounds: number | undefined;
  /** `share` (0 to 1) of all trials are done. */
  progress(text: string, share: number): void;
}

/** What was measured for a question. */
export interface Answered {
  readonly question: Question;
  readonly rounds: number;
  readonly trials: readonly Trial[];
  /** What this machine did not let be measured. */
  readonly notes: readonly string[];
}

export interface JudgedClaim extends Judgement {
  readonly claim: Claim;
  readonly figures: readonly Figure[];
  /** The most rounds of a question. */
  readonly rounds: number;
  readonly notes: readonly string[];
}

/** The questions that claims need, each once, in the order of the claims. */
export function questionsOf(claims: readonly Claim[]): Question[] {
  return [...new Set(claims.flatMap(({ figures }) => Object.values(figures).map(({ of }) => of)))];
}

/** Measures the questions one after the other; calls `answered` after each. */
export async function measureQuestions(
  children: MeasureContext['children'],
  questions: readonly Question[],
  options: MeasureOptions,
  answered: (answered: Answered) => void,
): Promise<void> {
  const totals = questions.map((question) =>
    countTrials([caseOf(question, options)], peersOf(question)),
  );
  const total = totals.reduce((sum, count) => sum + count, 0);
  let done = 0;
  for (const question of questions) {
    const step = (): void => options.progress(question.summary, done++ / total);
    answered(await answer(children, question, options, step));
  }
}

async function answer(
  children: MeasureContext['children'],
  question: Question,
  options: MeasureOptions,
  step: () => void,
): Promise<Answered> {
  const notes = new Set<string>();
  const one = caseOf(question, options);
  const measuring = await opened(question, { children, note: (text) => notes.add(text) });
  try {
    const { trials, skipped } = await runRounds({
      cases: [one],
      peers: peersOf(question),
      seed: options.seed,
      // Whatever disturbs a trial shows in the spread.
      attempts: 1,
      progress: { step },
      trial: ({ peer }) => {
        children.ending.throwIfAborted();
        return measuring.trial(peer.id);
      },
    });
    for (const { reason } of skipped) notes.add(reason);
    return { question, rounds: one.rounds, trials, notes: [...notes] };
  } finally {
    await measuring.close();
  }
}

/** A question that cannot be opened here has trials that are skipped. */
async function opened(question: Question, context: MeasureContext): Promise<Measuring<string>> {
  try {
    return await question.open(context);
  } catch (error) {
    if (!(error instanceof Skipped)) throw error;
    return { trial: () => Promise.reject(error), close: async () => {} };
  }
}

const caseOf = (
  { id, rounds }: Question,
  options: MeasureOptions,
): { readonly id: string; readonly rounds: number } => ({ id, rounds: options.rounds ?? rounds });

const peersOf = ({ peers }: Question): { id: string }[] => peers.map((id) => ({ id }));

/** Judges a claim by the answers to its questions. */
export function judgeClaim(claim: Claim, answers: readonly Answered[]): JudgedClaim {
  const ofQuestion = (question: Question): Answered => {
    const found = answers.find((one) => one.question === question);
    if (found === undefined) throw new Error(`${question.id} was not measured`);
    return found;
  };
  const its = [...new Set(Object.values(claim.figures).map(({ of }) => of))].map(ofQuestion);
  const figures = Object.entries(claim.figures).map(([name, spec]) =>
    figureOf(name, spec, ofQuestion(spec.of).trials),
  );
  const judged = Object.fromEntries(
    figures.map(({ name, spread, threshold }) => [name, { ...spread, threshold }]),
  );
  return {
    ...claim.judge(judged),
    claim,
    figures,
    rounds: Math.max(...its.map(({ rounds }) => rounds)),
    notes: [...new Set(its.flatMap(({ notes }) => notes))],
  };
}
