// The command from a checked plan to its exit code: one run, or one after the other, then the report.
import { styleText } from 'node:util';
import type { AnswerPlan, LoadPlan } from '../load-plan.js';
import type { BenchPlan } from '../options/plan-bench.js';
import { UsageError } from '../../command/usage-error.js';
import { explainEnd } from '../report/explain-end.js';
import { figuresOf } from '../report/figures.js';
import { jsonReport, kneeOfRuns } from '../report/json-report.js';
import type { RunReport } from '../report/json-report.js';
import { stepsReport } from '../report/steps-report.js';
import { headLine, textReport } from '../report/text-report.js';
import type { Paint } from '../report/text-report.js';
import { EXIT, exitCodeOf } from '../report/verdict.js';
import { addressesOf } from './addresses.js';
import { EndedEarly } from './ended-early.js';
import { learnAnswer } from './learn-answer.js';
import { IntervalLines } from './interval-lines.js';
import { LiveLine } from './live-line.js';
import { LoadThreads } from './load-threads.js';

/** What of the process a bench uses. */
export interface BenchStreams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** Runs until all is measured or `signal` ends it, which ends a run early and is no failure. @returns the exit code */
export async function runBench(
  bench: BenchPlan,
  streams: BenchStreams,
  signal: AbortSignal,
): Promise<number> {
  const runs: RunReport[] = [];
  try {
    const common = await commonPlan(bench, signal);
    for (const rate of bench.rates) {
      if (signal.aborted) break;
      runs.push(await measure({ ...common, rate }, { bench, run: runs.length }, streams, signal));
    }
  } catch (error) {
    // A server that dies at a step does not take the figures of those before with it.
    if (!(error instanceof UsageError))
      summarize(runs, bench, { code: EXIT.failed, failure: error }, streams.stdout);
    throw error;
  }
  const code = worstOf(runs, bench);
  summarize(runs, bench, { code }, streams.stdout);
  return code;
}

/** How everything ended. */
interface End {
  readonly code: number;
  readonly failure?: unknown;
}

function summarize(
  runs: readonly RunReport[],
  bench: BenchPlan,
  { code, failure }: End,
  stdout: BenchStreams['stdout'],
): void {
  if (bench.isJson) {
    const knee = bench.isStepping && runs.length > 0 ? kneeOfRuns(runs) : null;
    const end = {
      exitCode: code,
      ...(failure === undefined ? {} : { failure: explainEnd(bench.endpoint.url, failure) }),
    };
    stdout.write(
      `${jsonReport(runs, bench.conditions, end, knee, bench.intervalMs === null ? 1 : 0)}\n`,
    );
  } else if (bench.isStepping && runs.length > 0) {
    stdout.write(`\n${stepsReport(runs.map(({ figures }) => figures))}\n`);
  }
}

async function commonPlan(bench: BenchPlan, signal: AbortSignal): Promise<LoadPlan> {
  try {
    return await askedPlan(bench, signal);
  } catch (error) {
    throw signal.aborted ? new EndedEarly() : error;
  }
}

async function askedPlan(bench: BenchPlan, signal: AbortSignal): Promise<LoadPlan> {
  const addresses = await addressesOf(bench.endpoint);
  const { expectation } = bench;
  const answer: AnswerPlan =
    expectation.kind === 'learn'
      ? await learnAnswer(bench, expectation.pattern, signal)
      : expectation;
  return { ...bench.load, addresses, answer };
}

/** One of the runs of a bench. */
interface Turn {
  readonly bench: BenchPlan;
  readonly run: number;
}

async function measure(
  plan: LoadPlan,
  { bench, run }: Turn,
  { stdout, stderr }: BenchStreams,
  signal: AbortSignal,
): Promise<RunReport> {
  const isShown = !bench.isJson;
  if (isShown) stdout.write(`${headLine(plan)}\n`);
  const threads = new LoadThreads(plan);
  const live = stderr.isTTY ? new LiveLine(stderr, threads.boards, plan.connections) : null;
  const lines = intervalLines(threads, plan, { bench, run }, stdout);
  const stop = (): void => threads.stop();
  signal.addEventListener('abort', stop);
  try {
    const result = await threads.run(() => {
      live?.begin();
      lines?.begin();
    });
    const figures = figuresOf(plan, result);
    live?.stop();
    lines?.finish();
    if (isShown && !bench.isStepping)
      stdout.write(`${textReport(plan, figures, bench.conditions, paintOn(stdout))}\n`);
    return { plan, figures };
  } finally {
    live?.stop();
    lines?.stop();
    signal.removeEventListener('abort', stop);
  }
}

const intervalLines = (
  { boards }: LoadThreads,
  { warmupMs }: LoadPlan,
  { bench: { intervalMs }, run }: Turn,
  stdout: BenchStreams['stdout'],
): IntervalLines | null =>
  intervalMs === null ? null : new IntervalLines(stdout, boards, { run, intervalMs, warmupMs });

/** A failure of any run comes first, then a generator that was the limit: what it has measured fulfils no condition. */
function worstOf(runs: readonly RunReport[], { conditions }: BenchPlan): number {
  const codes = new Set(runs.map(({ figures }) => exitCodeOf(figures, conditions)));
  for (const code of [EXIT.failed, EXIT.generatorLimit, EXIT.conditionMet])
    if (codes.has(code)) return code;
  return EXIT.good;
}

const paintOn =
  (stream: NodeJS.WriteStream): Paint =>
  (style, text) =>
    stream.isTTY ? styleText(style, text) : text;
