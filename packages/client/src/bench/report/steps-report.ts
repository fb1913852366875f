// The runs of --steps side by side, and between which rates the knee of the server lies.
import type { Figures } from './figures.js';
import { table } from './table.js';
import { number, percent, timeIn } from './units.js';
import { generatorLimits, keptUp } from './verdict.js';

/** From this many times the latency of the first step on, a step is behind the knee, even if all is answered. */
const KNEE_FACTOR = 5;

/** Where the server stops keeping up. */
export interface Knee {
  /** The highest rate that was kept up with, or null. */
  readonly belowRate: number | null;
  /** The first rate that was not, or null when all were. */
  readonly aboveRate: number | null;
}

/** A step is beyond the knee when less than 99 % is answered in time, something fails, or p50 is five times that of the first step. */
export function kneeOf(steps: readonly Figures[]): Knee {
  const first = steps[0]?.latency.p50Ms ?? 0;
  const beyond = steps.findIndex((one) => !keptUp(one) || one.latency.p50Ms > KNEE_FACTOR * first);
  const rateAt = (index: number): number | null => steps[index]?.intendedRate ?? null;
  return beyond < 0
    ? { belowRate: rateAt(steps.length - 1), aboveRate: null }
    : { belowRate: rateAt(beyond - 1), aboveRate: rateAt(beyond) };
}

/** The lines of the comparison. */
export function stepsReport(steps: readonly Figures[]): string {
  const head = [
    'intended/s',
    'answered/s',
    'p50',
    'p99',
    'p99.9',
    'max',
    'lag p99',
    'generator',
    'errors',
  ];
  return [table(head, steps.map(stepRow)), '', kneeLine(kneeOf(steps)), ...limitLines(steps)].join(
    '\n',
  );
}

function stepRow(figures: Figures): string[] {
  const { latency, lag, threads } = figures;
  const busiest = Math.max(...threads.map(({ busy, spinning }) => busy - spinning));
  return [
    number(figures.intendedRate ?? 0),
    number(figures.achievedRate),
    ...[latency.p50Ms, latency.p99Ms, latency.p999Ms, latency.maxMs].map(timeIn(latency)),
    timeIn(lag ?? { count: 0 })(lag?.p99Ms ?? 0),
    percent(busiest),
    number(figures.errorCount),
  ];
}

function kneeLine({ belowRate, aboveRate }: Knee): string {
  if (aboveRate === null)
    return `no knee: the server kept up with ${number(belowRate ?? 0)} requests/s, the highest step`;
  if (belowRate === null)
    return `the knee is below ${number(aboveRate)} requests/s, the first step`;
  return `the knee is between ${number(belowRate)} and ${number(aboveRate)} requests/s`;
}

const limitLines = (steps: readonly Figures[]): string[] =>
  steps.flatMap((one) => {
    const limits = generatorLimits(one);
    return limits.length === 0
      ? []
      : [
          `at ${number(one.intendedRate ?? 0)} requests/s the generator was the limit: ${limits.join('; ')}`,
        ];
  });
