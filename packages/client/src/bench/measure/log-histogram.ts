// Counts of times in buckets whose width grows with the time: three significant digits from nanoseconds to an hour. The memory may be
// shared, so that another thread reads while one records. Recording makes no object, and costs a few nanoseconds.

/** Each power of two has so many buckets: 2^10, so a bucket is at most a thousandth of its times wide. */
const STEP_BITS = 10;
/** Times of 2^42 ns (73 minutes) and more are in the last bucket. */
const BUCKETS = (42 - STEP_BITS + 1) << STEP_BITS;
const INT_LIMIT = 2 ** 31;
const HIGH_BITS = 20;
const NS_PER_MS = 1e6;

const [COUNT, SUM_MS, MAX_MS, TOTALS] = [0, 1, 2, 3] as const;
const TOTALS_BYTES = TOTALS * Float64Array.BYTES_PER_ELEMENT;

/** The memory of a histogram. */
export const HISTOGRAM_BYTES = TOTALS_BYTES + BUCKETS * Uint32Array.BYTES_PER_ELEMENT;

/** How finely times are told apart: the JSON report says it. */
export const BUCKETS_PER_POWER = 1 << STEP_BITS;

/** A histogram over memory that it is given, shared memory too. */
export class LogHistogram {
  readonly #totals: Float64Array;
  readonly #counts: Uint32Array;

  constructor(memory: ArrayBufferLike = new ArrayBuffer(HISTOGRAM_BYTES), offset = 0) {
    this.#totals = new Float64Array(memory, offset, TOTALS);
    this.#counts = new Uint32Array(memory, offset + TOTALS_BYTES, BUCKETS);
  }

  get count(): number {
    return this.#totals[COUNT] as number;
  }

  get maxMs(): number {
    return this.#totals[MAX_MS] as number;
  }

  /** The lower end of the first bucket that has something; 0 when it is empty. */
  get minMs(): number {
    const first = this.#counts.findIndex((count) => count > 0);
    return first < 0 ? 0 : lowestOf(first) / NS_PER_MS;
  }

  /** 0 when it is empty. */
  get meanMs(): number {
    return this.count === 0 ? 0 : (this.#totals[SUM_MS] as number) / this.count;
  }

  /** Records a time, so many times: answers that came together have waited equally long. */
  record(ms: number, times = 1): void {
    const ns = ms > 0 ? ms * NS_PER_MS : 0;
    const bucket =
      ns < INT_LIMIT ? bucketOf(ns | 0, 0) : bucketOf((ns / 2 ** HIGH_BITS) | 0, HIGH_BITS);
    (this.#counts[bucket < BUCKETS ? bucket : BUCKETS - 1] as number) += times;
    const totals = this.#totals;
    (totals[COUNT] as number) += times;
    (totals[SUM_MS] as number) += ms * times;
    if (ms > (totals[MAX_MS] as number)) totals[MAX_MS] = ms;
  }

  /** Adds what another one has. */
  add(other: LogHistogram): void {
    if (other.count === 0) return;
    for (let at = 0; at < BUCKETS; at++)
      (this.#counts[at] as number) += other.#counts[at] as number;
    const totals = this.#totals;
    totals[MAX_MS] = Math.max(this.maxMs, other.maxMs);
    (totals[SUM_MS] as number) += other.#totals[SUM_MS] as number;
    (totals[COUNT] as number) += other.count;
  }

  /** Takes away what an earlier state of it had. The maximum is then known only by its bucket. */
  subtract(earlier: LogHistogram): void {
    let count = 0;
    let last = 0;
    for (let at = 0; at < BUCKETS; at++) {
      const left = (this.#counts[at] as number) - (earlier.#counts[at] as number);
      this.#counts[at] = left;
      if (left > 0) last = at;
      count += left;
    }
    const totals = this.#totals;
    totals[MAX_MS] = count === 0 ? 0 : lowestOf(last + 1) / NS_PER_MS;
    (totals[SUM_MS] as number) -= earlier.#totals[SUM_MS] as number;
    totals[COUNT] = count;
  }

  /** The time that this fraction of all does not exceed, by the middle of its bucket; 0 when it is empty. */
  percentileMs(fraction: number): number {
    const wanted = Math.ceil(this.count * fraction);
    let seen = 0;
    for (let at = 0; at < BUCKETS; at++) {
      seen += this.#counts[at] as number;
      if (seen >= wanted && seen > 0) return Math.min(middleOf(at) / NS_PER_MS, this.maxMs);
    }
    return this.maxMs;
  }

  /** The buckets that have something: where each begins, in ns, and how many times are in it. */
  buckets(): [fromNs: number, count: number][] {
    const filled: [number, number][] = [];
    for (let at = 0; at < BUCKETS; at++) {
      const count = this.#counts[at] as number;
      if (count > 0) filled.push([lowestOf(at), count]);
    }
    return filled;
  }
}

/** The bucket of `value * 2^power` ns; the value is below 2^31. */
function bucketOf(value: number, power: number): number {
  const shift = Math.max(0, 31 - STEP_BITS - Math.clz32(value));
  return ((shift + power) << STEP_BITS) + (value >>> shift);
}

function shiftOf(bucket: number): number {
  return Math.max(0, (bucket >>> STEP_BITS) - 1);
}

function lowestOf(bucket: number): number {
  const shift = shiftOf(bucket);
  return (bucket - (shift << STEP_BITS)) * 2 ** shift;
}

function middleOf(bucket: number): number {
  return lowestOf(bucket) + (2 ** shiftOf(bucket) - 1) / 2;
}
