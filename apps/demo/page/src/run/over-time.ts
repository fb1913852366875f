// What the plots over time show, each value for the time since the sample before.
import type { CallCounts, Sample } from '../../../src/lab/protocol/lab-event.js';
import type { Unit } from './unit.js';

export const METRIC_IDS = [
  'perSecond',
  'latency',
  'cpu',
  'switches',
  'callsPerAnswer',
  'eagains',
  'threads',
  'processes',
  'acceptQueue',
] as const;
export type MetricId = (typeof METRIC_IDS)[number];

export const PERCENTILES = ['p50', 'p90', 'p99'] as const;
export type Percentile = (typeof PERCENTILES)[number];

export const METRIC_UNIT: Readonly<Record<MetricId, Unit>> = {
  perSecond: 'perSecond',
  latency: 'ms',
  cpu: 'percent',
  switches: 'perSecond',
  callsPerAnswer: 'ratio',
  eagains: 'perSecond',
  threads: 'count',
  processes: 'count',
  acceptQueue: 'count',
};

export interface Point {
  /** Since the load on the model began, in s. */
  readonly at: number;
  readonly value: number | null;
}

/** All calls of the program that carry or await data. Calls that were refused count like the others: they cost as much. */
export function callsOf({ accepts, recvs, sends, waits, ringEnters }: CallCounts): number {
  return accepts + recvs + sends + (waits ?? 0) + (ringEnters ?? 0);
}

/** How much a count grew, per second, from the first sample to the last. */
export function rateOf(samples: readonly Sample[], of: (sample: Sample) => number): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (first === last) return last.atMs > 0 ? (of(last) / last.atMs) * 1000 : null;
  return perSecond(of(last) - of(first), last.atMs - first.atMs);
}

export function pointsOf(
  metric: MetricId,
  samples: readonly Sample[],
  percentile: Percentile,
): Point[] {
  return samples.map((sample, index) => ({
    at: sample.atMs / 1000,
    value: valueOf(metric, sample, samples[index - 1], percentile),
  }));
}

function valueOf(
  metric: MetricId,
  sample: Sample,
  before: Sample | undefined,
  percentile: Percentile,
): number | null {
  const grown = (of: (one: Sample) => number) => growth(sample, before, of);
  switch (metric) {
    case 'perSecond':
      return sample.load.perSecond;
    case 'latency':
      return sample.load[percentile];
    case 'cpu':
      return grown(({ process }) => (process.cpuUserMs + process.cpuSystemMs) / 10);
    case 'switches':
      return grown(({ process }) => process.voluntarySwitches + process.involuntarySwitches);
    case 'callsPerAnswer':
      return callsPerAnswer(sample, before);
    case 'eagains':
      return grown(({ calls }) => calls.eagains);
    case 'threads':
    case 'processes':
      return sample.process[metric];
    case 'acceptQueue':
      return sample.acceptQueue;
  }
}

/** How much a count grew since the sample before, per second. */
function growth(
  sample: Sample,
  before: Sample | undefined,
  of: (one: Sample) => number,
): number | null {
  const count = of(sample) - (before === undefined ? 0 : of(before));
  return perSecond(count, sample.atMs - (before?.atMs ?? 0));
}

/** By the server's own answers: those of the load are of another instant. Nothing for the first sample, in which are the calls of the start. */
function callsPerAnswer(sample: Sample, before: Sample | undefined): number | null {
  if (before === undefined) return null;
  const answers = sample.calls.answers - before.calls.answers;
  const calls = callsOf(sample.calls) - callsOf(before.calls);
  return answers > 0 ? Math.max(0, calls) / answers : null;
}

function perSecond(count: number, ms: number): number | null {
  return ms > 0 ? (Math.max(0, count) / ms) * 1000 : null;
}
