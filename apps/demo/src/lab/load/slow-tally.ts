// What the slow clients count, and say in the words of `fdset bench --interval`. There are few of them, so that times are kept as they are.
import type { LoadResult } from './load-result.js';

const NS_PER_MS = 1e6;

export class SlowTally {
  errors = 0;
  readonly #timesMs: number[] = [];
  #lastMs = 0;
  #told = 0;

  /** An answer has come so long after its message was complete. */
  record(ms: number): void {
    this.#timesMs.push(ms);
  }

  /** The line of an interval that ends now. */
  line(atMs: number): string {
    const times = this.#timesMs.slice(this.#told).toSorted((one, other) => one - other);
    const spanMs = atMs - this.#lastMs;
    this.#told = this.#timesMs.length;
    this.#lastMs = atMs;
    const of = (fraction: number): number | null =>
      times[Math.max(0, Math.ceil(times.length * fraction) - 1)] ?? null;
    const interval = {
      atMs,
      answered: this.#told,
      perSecond: spanMs > 0 ? (times.length * 1000) / spanMs : 0,
      p50Ms: of(0.5),
      p90Ms: of(0.9),
      p99Ms: of(0.99),
      errors: this.errors,
    };
    return JSON.stringify({ interval });
  }

  result(end: Pick<LoadResult, 'seconds' | 'starved'>): LoadResult {
    const sorted = this.#timesMs.toSorted((one, other) => one - other);
    const buckets = sorted.map((ms) => [Math.round(ms * NS_PER_MS), 1] as const);
    const { length } = sorted;
    return { ...end, answered: length, errors: this.errors, maxMs: sorted.at(-1) ?? 0, buckets };
  }
}
