// The report for programs. The buckets make it possible to merge runs (add the counts of equal buckets) and to compare their whole
// distributions. docs/load-generator.schema.json is its schema.
import { availableParallelism, cpus, release } from 'node:os';
import type { LoadPlan } from '../load-plan.js';
import { BUCKETS_PER_POWER } from '../measure/log-histogram.js';
import type { LogHistogram } from '../measure/log-histogram.js';
import type { Condition } from '../options/conditions.js';
import type { Figures } from './figures.js';
import { kneeOf } from './steps-report.js';
import type { Knee } from './steps-report.js';
import { generatorLimits, metConditions } from './verdict.js';

/** Raised when a program that reads the report would have to change. */
const FORMAT = 1;

/** What one run was and has measured. */
export interface RunReport {
  readonly plan: LoadPlan;
  readonly figures: Figures;
}

/** How the command ends. */
export interface ReportEnd {
  readonly exitCode: number;
  /** Why there are no further runs. */
  readonly failure?: string;
}

/**
 * @param knee - whether the runs are steps of rising rates
 * @param indent - 0 puts it on one line
 */
export function jsonReport(
  runs: readonly RunReport[],
  conditions: readonly Condition[],
  end: ReportEnd,
  knee: Knee | null,
  indent: number,
): string {
  const report = {
    format: FORMAT,
    date: new Date().toISOString(),
    machine: machine(),
    ...end,
    ...(knee === null ? {} : { knee }),
    runs: runs.map((one) => runOf(one, conditions)),
  };
  return JSON.stringify(report, null, indent);
}

/** The knee of runs that are steps. */
export const kneeOfRuns = (runs: readonly RunReport[]): Knee =>
  kneeOf(runs.map(({ figures }) => figures));

const machine = (): object => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  kernel: `${process.platform} ${release()}`,
  node: process.version,
});

function runOf({ plan, figures }: RunReport, conditions: readonly Condition[]): object {
  const { board, latency, service, connect, lag, errors, threads, wasStopped, ...counts } = figures;
  const { errorCount, wrongAnswer, ...numbers } = counts;
  return {
    load: loadOf(plan),
    ...numbers,
    wasStopped,
    latency: { ...latency, ...bucketsOf(board.latency) },
    service: service === null ? null : { ...service, ...bucketsOf(board.service) },
    connect: { ...connect, ...bucketsOf(board.connect) },
    sendLag: lag === null ? null : { ...lag, ...bucketsOf(board.lag) },
    threads,
    errors: { total: errorCount, byKind: errors, firstWrongAnswer: wrongAnswer },
    generatorWasTheLimit: generatorLimits(figures),
    metConditions: metConditions(conditions, figures).map(({ text }) => text),
  };
}

const loadOf = (plan: LoadPlan): object => ({
  url: plan.url,
  connections: plan.connections,
  threads: plan.threads,
  warmupMs: plan.warmupMs,
  durationMs: plan.durationMs,
  rate: plan.rate,
  payloadBytes: plan.payload.length,
  thinkMs: plan.thinkMs,
  pipeline: plan.pipeline,
  reconnectEach: plan.isReconnecting,
  timeoutMs: plan.timeoutMs,
});

const bucketsOf = (histogram: LogHistogram): object => ({
  bucketsPerPowerOfTwo: BUCKETS_PER_POWER,
  buckets: histogram.buckets(),
});
