// What a generator has measured, in fewer buckets.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addLoads, readInterval } from '../../src/lab/load/interval.js';
import { coarsen, percentileMs, readBenchReport } from '../../src/lab/load/load-result.js';
import type { RawBuckets } from '../../src/lab/load/load-result.js';
import { SlowTally } from '../../src/lab/load/slow-tally.js';

const bucket = fc.tuple(fc.integer({ min: 0, max: 2 ** 40 }), fc.integer({ min: 1, max: 1000 }));
const rawBuckets: fc.Arbitrary<RawBuckets> = fc
  .uniqueArray(bucket, { selector: ([fromNs]) => fromNs, minLength: 1, maxLength: 50 })
  .map((all) => all.toSorted(([one], [other]) => one - other));
const maxOf = (raw: RawBuckets): number => (raw.at(-1)![0] * (1 + 1 / 2048)) / 1e6;

describe('coarser buckets', () => {
  it('have all counts, rise, and end with the maximum', () => {
    fc.assert(
      fc.property(rawBuckets, (raw) => {
        const buckets = coarsen(raw, maxOf(raw));
        const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
        expect(sum(buckets.map(({ count }) => count))).toBe(sum(raw.map(([, count]) => count)));
        const ends = buckets.map(({ toMs }) => toMs);
        expect(ends.toSorted((one, other) => one - other)).toEqual(ends);
        expect(new Set(ends).size).toBe(ends.length);
        expect(ends.at(-1)! / Math.max(1e-6, maxOf(raw))).toBeLessThan(1.06);
      }),
      {
        examples: [
          [
            [
              [0, 1],
              [1_032_544_229_441, 1],
              [1_084_171_440_913, 1],
            ],
          ],
        ],
      },
    );
  });

  it('end at most a twentieth above their times', () => {
    const [one] = coarsen(
      [
        [1_000_000, 1],
        [9_000_000, 1],
      ],
      9,
    );
    expect(one!.toMs).toBeGreaterThanOrEqual(1);
    expect(one!.toMs).toBeLessThan(1.06);
  });

  it('are none of no answers', () => {
    expect(coarsen([], 0)).toEqual([]);
  });
});

describe('a percentile', () => {
  it('rises with its fraction, up to the maximum', () => {
    const raw: RawBuckets = [
      [1000, 98],
      [5000, 1],
      [70_000, 1],
    ];
    const of = (fraction: number): number => percentileMs(raw, 0.07, fraction);
    expect(of(0.5)).toBeCloseTo(0.001, 5);
    expect(of(0.99)).toBeCloseTo(0.005, 5);
    expect(of(0.999)).toBe(0.07);
  });
});

describe('the report of fdset bench', () => {
  it('has the figures of its run', () => {
    const latency = { maxMs: 3, buckets: [[5, 2]] };
    const run = { seconds: 2, answered: 2, starved: 1, errors: { total: 4 }, latency };
    expect(readBenchReport(JSON.stringify({ runs: [run] }))).toEqual({
      seconds: 2,
      answered: 2,
      starved: 1,
      errors: 4,
      maxMs: 3,
      buckets: [[5, 2]],
    });
  });

  it('tells why there are none', () => {
    expect(readBenchReport('{"failure":"nothing listens","runs":[]}')).toBe('nothing listens');
  });
});

describe('the slow clients', () => {
  it('say what fdset bench says, in lines and at the end', () => {
    const tally = new SlowTally();
    for (const ms of [3, 1, 2]) tally.record(ms);
    expect(readInterval(tally.line(500))).toEqual({
      atMs: 500,
      answered: 3,
      perSecond: 6,
      p50: 2,
      p90: 3,
      p99: 3,
      errors: 0,
    });
    expect(readInterval(tally.line(1000))).toMatchObject({ answered: 3, perSecond: 0, p50: null });
    const { answered, buckets } = tally.result({ seconds: 1, starved: 0 });
    expect([answered, buckets.map(([fromNs]) => fromNs)]).toEqual([3, [1e6, 2e6, 3e6]]);
  });

  it('count beside the others, whose times are told', () => {
    const load = { answered: 1, perSecond: 2, p50: 3, p90: 4, p99: 5, errors: 6 };
    const sum = addLoads([load, { ...load, p50: 300 }]);
    expect(sum).toEqual({ answered: 2, perSecond: 4, p50: 3, p90: 4, p99: 5, errors: 12 });
    expect(readInterval('{"format":1}')).toBeNull();
  });
});
