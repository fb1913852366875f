// `claims`: measures what the document says, judges it, and prints each claim when it can be judged.
import { watchForeign } from '@fdset/benchmarks/kit';
import { endIfUnread } from '../end-if-unread.js';
import { Screen } from '../terminal/screen.js';
import { heading, prose } from '../terminal/text.js';
import type { Terminal } from '../terminal/terminal.js';
import { UserError } from '../user-error.js';
import type { Children } from '../walkthrough/children.js';
import { disturbance } from '../walkthrough/disturbance.js';
import { runTour } from '../walkthrough/run-tour.js';
import { CLAIMS } from './all-claims.js';
import type { Claim } from './claim.js';
import type { ClaimId } from './claim-ids.js';
import { claimsReport } from './claims-json.js';
import type { RunFacts } from './claims-json.js';
import { judgeClaim, measureQuestions, questionsOf } from './measure-claims.js';
import type { Answered, JudgedClaim } from './measure-claims.js';
import { VERDICT_COLORS, showClaim } from './show-claim.js';
import { VERDICTS } from './verdict.js';

export interface ClaimsOptions {
  /** Only these claims. */
  readonly only?: readonly ClaimId[];
  /** Rounds of every question, instead of its own number. */
  readonly rounds?: number;
  /** Prints one JSON object instead of text. */
  readonly json?: boolean;
  /** Of the shuffled order of the rounds. */
  readonly seed?: number;
}

/** Measures and prints; returns the exit code: 0, or 128 + the number of the signal that ended it. */
export function runClaims(options: ClaimsOptions = {}): Promise<number> {
  if (process.platform !== 'linux')
    throw new UserError(
      "claims needs Linux: it measures by /proc, epoll and the kernel's time stamps",
    );
  return runTour('claims', (children) => measureAndPrint(children, options));
}

async function measureAndPrint(children: Children, options: ClaimsOptions): Promise<void> {
  const { json = false, seed = Date.now() % 1_000_000 } = options;
  const [startedAt, foreign] = [new Date(), watchForeign()];
  // What is not the report does not belong on the standard output of --json.
  const screen = json ? new Screen(process.stderr, { piped: 'nothing' }) : new Screen();
  const claims = chosen(options.only);
  if (!json) screen.print(...opening(screen.terminal, claims.length));
  const judged: JudgedClaim[] = [];
  const show = (one: JudgedClaim): void => {
    judged.push(one);
    if (!json) screen.print(...showClaim(screen.terminal, one));
  };
  const judge = judgeInOrder(claims, show);
  const progress = (text: string, share: number): void => {
    endIfUnread();
    screen.progress(text, share);
  };
  const how = { seed, rounds: options.rounds, progress };
  await measureQuestions(children, questionsOf(claims), how, judge);
  screen.endProgress();
  const durationMs = Date.now() - startedAt.getTime();
  const run = { startedAt, durationMs, seed, foreign: foreign() };
  if (json) process.stdout.write(`${JSON.stringify(claimsReport(judged, run), null, 1)}\n`);
  else screen.print(...summary(screen.terminal, judged, run));
}

function chosen(only: readonly ClaimId[] | undefined): Claim[] {
  return CLAIMS.filter(({ id }) => only === undefined || only.includes(id));
}

/** Judges claims in their order, each as soon as its questions and those of all before it are answered. */
function judgeInOrder(
  claims: readonly Claim[],
  show: (judged: JudgedClaim) => void,
): (answered: Answered) => void {
  const answers: Answered[] = [];
  const left = [...claims];
  const isAnswered = (claim: Claim): boolean =>
    questionsOf([claim]).every((one) => answers.some(({ question }) => question === one));
  return (answered) => {
    answers.push(answered);
    while (left[0] !== undefined && isAnswered(left[0])) show(judgeClaim(left.shift()!, answers));
  };
}

function opening(terminal: Terminal, count: number): string[] {
  return [
    ...heading(
      terminal,
      `What the document says, measured: ${count} ${count === 1 ? 'claim' : 'claims'}`,
    ),
    ...prose(
      terminal,
      'Medians of interleaved rounds with their quartiles; bars in colour decide, by the threshold behind them. A spread that crosses a threshold decides nothing.',
    ),
  ];
}

function summary(
  terminal: Terminal,
  judged: readonly JudgedClaim[],
  { durationMs, foreign }: RunFacts,
): string[] {
  const counts = VERDICTS.map((verdict) => {
    const count = judged.filter((one) => one.verdict === verdict).length;
    return { text: `${count} ${verdict}`, count, verdict };
  });
  const parts = counts
    .filter(({ count }) => count > 0)
    .map(({ text, verdict }) => terminal.colors[VERDICT_COLORS[verdict]](text));
  return [
    '',
    `${parts.join(', ')}; measured in ${Math.round(durationMs / 1000)} s.`,
    ...(disturbance(foreign) === '' ? [] : prose(terminal, disturbance(foreign))),
  ];
}
