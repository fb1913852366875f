// `fdset bench` as a process of its own, and its report.
import { expect } from 'vitest';
import { runFdset, startFdset } from '../../support/run-fdset.js';

export interface TimesReport {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly buckets: readonly (readonly [fromNs: number, count: number])[];
}

export interface RunReport {
  readonly achievedRate: number;
  readonly sent: number;
  readonly answered: number;
  readonly unsent: number;
  readonly unanswered: number;
  readonly starved: number;
  readonly wasStopped: boolean;
  readonly latency: TimesReport;
  readonly service: TimesReport | null;
  readonly connect: TimesReport;
  readonly sendLag: TimesReport | null;
  readonly threads: readonly { busy: number; spinning: number }[];
  readonly errors: {
    total: number;
    byKind: Record<string, number>;
    firstWrongAnswer: { expected: string; received: string; suggestion: string | null } | null;
  };
  readonly generatorWasTheLimit: readonly string[];
  readonly metConditions: readonly string[];
}

export interface Report {
  readonly exitCode: number;
  readonly knee?: { belowRate: number | null; aboveRate: number | null };
  readonly runs: readonly RunReport[];
}

/** Long enough for some requests on a slow machine, too; nothing depends on how many. */
const SHORT = ['--duration', '100ms', '--warmup', '0s'];

export const shortBench = (url: string, ...args: string[]): string[] => [
  'bench',
  url,
  ...SHORT,
  ...args,
];

/** Runs a short bench to its end; its report says the same as its exit code. */
export async function benchAll(url: string, ...args: string[]): Promise<Report> {
  const { code, stdout, stderr } = await runFdset(shortBench(url, '--json', ...args));
  expect(stderr).toBe('');
  return checkReport(stdout.toString(), code);
}

/**
 * The same, for what is one run, of a server that counts its connections: long enough for answers, and never once more. Clients that
 * think leave the processors to other tests.
 */
export async function benchOnce(url: string, ...args: string[]): Promise<RunReport> {
  const patient = ['--duration', '1s', '--think', '10ms'];
  return (await benchAll(url, ...patient, ...args)).runs[0] as RunReport;
}

/** The same. A machine may be so busy that nothing is answered in that time, and nothing fails: then once more. */
export async function bench(url: string, ...args: string[]): Promise<RunReport> {
  for (;;) {
    const report = (await benchAll(url, ...args)).runs[0] as RunReport;
    if (report.answered > 0 || report.errors.total > 0) return report;
  }
}

export const startBench = (url: string, ...args: string[]): ReturnType<typeof startFdset> =>
  startFdset(shortBench(url, ...args));

/** Parses a report, and checks that the exit code is the one that its content demands. */
export function checkReport(text: string, code: unknown): Report {
  const report = JSON.parse(text) as Report;
  expect(report.exitCode).toBe(code);
  expect(code).toBe(demandedCode(report));
  return report;
}

// On a busy machine the generator may be the limit of any run, and then it has to say so.
function demandedCode({ runs }: Report): number {
  if (runs.some(({ errors, latency }) => errors.total > 0 || latency.count === 0)) return 1;
  if (runs.some(({ generatorWasTheLimit }) => generatorWasTheLimit.length > 0)) return 3;
  return runs.some(({ metConditions }) => metConditions.length > 0) ? 4 : 0;
}

/** How many times of a histogram are at least so long. */
export const atLeast = (ms: number, { buckets }: TimesReport): number =>
  buckets.reduce((sum, [fromNs, count]) => (fromNs >= ms * 1e6 ? sum + count : sum), 0);
