// What a run says about the server, and whether it says anything: a generator that was busy, or late, has measured itself.
import type { Condition, Metric } from '../options/conditions.js';
import type { Figures } from './figures.js';
import { percent } from './units.js';

/** A thread that works for more than this share of a core may have made the requests wait. */
const BUSY_LIMIT = 0.9;
/** Requests that a free connection waited for, sent later than this, were late by the generator. */
const LAG_LIMIT_MS = 1;
/** A server that answers less than this share of the schedule does not keep up. */
const KEPT_UP = 0.99;

/** How the command ends. */
export const EXIT = { good: 0, failed: 1, usage: 2, generatorLimit: 3, conditionMet: 4 } as const;

/** Why the generator was the limit, a line each; empty when it was not. */
export function generatorLimits({ threads, lag }: Figures): string[] {
  const reasons = threads.flatMap(({ busy, spinning }, index) =>
    busy - spinning > BUSY_LIMIT
      ? [`thread ${index + 1} worked for ${percent(busy - spinning)} of the time`]
      : [],
  );
  if (lag !== null && lag.p99Ms > LAG_LIMIT_MS)
    reasons.push(`1 % of the requests were sent more than ${lag.p99Ms.toFixed(1)} ms late`);
  return reasons;
}

/** Whether the server has answered what the schedule asked for. */
export const keptUp = ({ intendedRate, achievedRate, errorCount }: Figures): boolean =>
  errorCount === 0 && (intendedRate === null || achievedRate >= KEPT_UP * intendedRate);

/** The conditions of --fail-if that are met. */
export const metConditions = (conditions: readonly Condition[], figures: Figures): Condition[] =>
  conditions.filter((one) => one.isMet(metricOf(one.metric, figures)));

/** The exit code of a run: a failure hides what it measured, and so does a generator that was the limit. */
export function exitCodeOf(figures: Figures, conditions: readonly Condition[]): number {
  if (figures.errorCount > 0 || figures.latency.count === 0) return EXIT.failed;
  if (generatorLimits(figures).length > 0) return EXIT.generatorLimit;
  return metConditions(conditions, figures).length > 0 ? EXIT.conditionMet : EXIT.good;
}

function metricOf(metric: Metric, figures: Figures): number {
  const { latency, connect } = figures;
  const values: Record<Metric, number> = {
    p50: latency.p50Ms,
    p75: latency.p75Ms,
    p90: latency.p90Ms,
    p95: latency.p95Ms,
    p99: latency.p99Ms,
    'p99.9': latency.p999Ms,
    max: latency.maxMs,
    mean: latency.meanMs,
    connect: connect.maxMs,
    rate: figures.achievedRate,
    errors: figures.errorCount,
    unsent: figures.unsent,
  };
  return values[metric];
}
