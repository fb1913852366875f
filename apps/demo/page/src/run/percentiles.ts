// The distribution of the latency from the histogram's buckets, as HdrHistogram plots it: the position on the axis is the number
// of nines, so that the slowest answers have as much room as all others.
import type { LatencyBucket } from '../../../src/lab/protocol/lab-event.js';

/** The marks of the axis. */
export const PERCENTILE_TICKS = [0, 50, 90, 99, 99.9, 99.99, 99.999] as const;

export interface LatencyPoint {
  /** 0 to 100. */
  readonly percentile: number;
  readonly ms: number;
}

/** 0 at the 0th percentile, 1 at the 90th, 2 at the 99th. */
export function nines(percentile: number): number {
  return Math.log10(1 / (1 - percentile / 100));
}

/** One point for each bucket that holds an answer. The last one stands where one answer of all is: there is no 100th on this axis. */
export function distributionOf(buckets: readonly LatencyBucket[]): LatencyPoint[] {
  const filled = buckets.filter(({ count }) => count > 0);
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  const last = 100 - 50 / total;
  let seen = 0;
  return filled.map(({ toMs, count }) => {
    seen += count;
    return { percentile: Math.min(last, (100 * seen) / total), ms: toMs };
  });
}

/** The latency that `percentile` of the answers did not exceed; null if there are too few answers to tell. */
export function latencyAt(buckets: readonly LatencyBucket[], percentile: number): number | null {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 || total * (1 - percentile / 100) < 1 - 1e-9) return null;
  let seen = 0;
  for (const { toMs, count } of buckets) {
    seen += count;
    if (seen >= (total * percentile) / 100) return toMs;
  }
  return null;
}
