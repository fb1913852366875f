// What a generator has measured when it ends: the report of `fdset bench --json`, or that of the slow clients.
import type { LatencyBucket } from '../protocol/lab-event.js';

/** A histogram of `fdset bench`: where each bucket begins, in ns, and how many times are in it. */
export type RawBuckets = readonly (readonly [fromNs: number, count: number])[];

export interface LoadResult {
  readonly seconds: number;
  readonly answered: number;
  readonly starved: number;
  readonly errors: number;
  readonly maxMs: number;
  readonly buckets: RawBuckets;
}

interface BenchRun {
  readonly seconds: number;
  readonly answered: number;
  readonly starved: number;
  readonly errors: { readonly total: number };
  readonly latency: { readonly maxMs: number; readonly buckets: RawBuckets };
}

interface BenchReport {
  readonly failure?: string;
  readonly runs: readonly BenchRun[];
}

/** Reads the last line of `fdset bench --json --interval`; a string says why there are no figures. */
export function readBenchReport(line: string): LoadResult | string {
  const { failure, runs } = JSON.parse(line) as BenchReport;
  const run = runs[0];
  if (run === undefined) return failure ?? 'fdset bench has measured nothing';
  const { seconds, answered, starved, errors, latency } = run;
  return { seconds, answered, starved, errors: errors.total, ...latency };
}

const STEP = 1.05;
const NS_PER_MS = 1e6;
const FINENESS = 1024;

/** Fewer buckets, each a little wider: about fourteen for a factor of two. */
export function coarsen(raw: RawBuckets, maxMs: number): LatencyBucket[] {
  const counts = new Map<number, number>();
  for (const [fromNs, count] of raw) {
    // A bucket of `fdset bench` is at most so much wider than its beginning.
    const toNs = Math.max(1, fromNs * (1 + 1 / FINENESS));
    const step = Math.ceil(Math.log(toNs) / Math.log(STEP));
    counts.set(step, (counts.get(step) ?? 0) + count);
  }
  const buckets = [...counts].toSorted(([one], [other]) => one - other);
  return buckets.map(([step, count], index) => {
    const toMs = STEP ** step / NS_PER_MS;
    // A maximum at the very beginning of its bucket may be rounded to less than that.
    const isEnd = index === buckets.length - 1 && maxMs > STEP ** (step - 1) / NS_PER_MS;
    return { toMs: isEnd ? maxMs : toMs, count };
  });
}

/** The time that this fraction does not exceed, by the end of its bucket. */
export function percentileMs(raw: RawBuckets, maxMs: number, fraction: number): number {
  const all = raw.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [fromNs, count] of raw) {
    seen += count;
    if (seen >= all * fraction) return Math.min(maxMs, (fromNs * (1 + 1 / FINENESS)) / NS_PER_MS);
  }
  return maxMs;
}
