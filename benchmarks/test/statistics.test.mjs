import { seededRandom } from '@fdset/tooling/seeded-random';
import { describe, expect, it } from 'vitest';

import { parseCoreList } from '../src/kit/cores.mjs';
import { quantile, ratio, roundRatios, spread } from '../src/kit/statistics.mjs';
import { shuffled } from '../src/kit/shuffle.mjs';
import { foreignShare } from '../src/harness/trial-figures.mjs';
import { judge } from '../src/report/targets.mjs';

const trial = (round, peer, perSecond) => ({ case: 'a', round, peer, perSecond });

const trials = [
  trial(0, 'ours', 90),
  trial(0, 'theirs', 100),
  trial(1, 'ours', 60),
  trial(1, 'theirs', 50),
  trial(2, 'ours', 70),
];

describe('statistics', () => {
  it('interpolates quantiles and sorts a copy', () => {
    const values = [3, 1, 2, 4];
    expect(quantile(values, 0.5)).toBe(2.5);
    expect(quantile(values, 0)).toBe(1);
    expect(quantile(values, 1)).toBe(4);
    expect(values).toEqual([3, 1, 2, 4]);
  });

  it('divides only figures of the same round', () => {
    const question = { caseId: 'a', peer: 'ours', reference: 'theirs', metric: 'perSecond' };
    expect(roundRatios(trials, question)).toEqual([0.9, 1.2]);
    expect(ratio(trials, question)).toMatchObject({ median: 1.05, count: 2 });
  });

  it('has no median of nothing', () => {
    expect(spread([])).toMatchObject({ median: NaN, count: 0 });
  });
});

describe('targets', () => {
  const target = { peer: 'ours', reference: 'theirs', cases: ['a'] };
  const verdict = (bounds) => judge(trials, [{ ...target, ...bounds }])[0].met;

  it('are met at the bound and beyond', () => {
    expect(verdict({ atLeast: 1.05 })).toBe(true);
    expect(verdict({ atLeast: 1.06 })).toBe(false);
    expect(verdict({ atMost: 1.05 })).toBe(true);
    expect(verdict({ atMost: 1.04 })).toBe(false);
  });

  it('have no verdict when nothing was measured', () => {
    expect(verdict({ atLeast: 1, reference: 'nobody' })).toBe(null);
  });

  it('without a reference take the worst trial', () => {
    expect(verdict({ reference: undefined, atMost: 90 })).toBe(true);
    expect(verdict({ reference: undefined, atMost: 89 })).toBe(false);
  });
});

describe('the order of a round', () => {
  it('is a permutation that follows from the seed', () => {
    const items = Array.from({ length: 20 }, (_, index) => index);
    const order = (seed) => shuffled(items, seededRandom(seed));
    expect([...order(1)].sort((a, b) => a - b)).toEqual(items);
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
  });
});

describe('cores', () => {
  it('reads lists and ranges', () => {
    expect(parseCoreList('0-2,5\n')).toEqual([0, 1, 2, 5]);
  });

  it('counts what others used of either core, and not less than nothing', () => {
    const used = (coreNs, cpuNs) => ({ coreNs, cpuNs });
    const window = { seconds: 1, server: used(9e8, 6e8), load: used(5e8, 6e8) };
    expect(foreignShare(window)).toBeCloseTo(0.3);
    const shared = { seconds: 1, server: used(15e8, 8e8), load: used(5e8, 1e8) };
    expect(foreignShare(shared, { bothCores: true })).toBeCloseTo(0.6);
  });
});
