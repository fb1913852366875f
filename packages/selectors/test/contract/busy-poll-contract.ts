// The option busyPollUs: the values that it refuses, when a selector spins and when it stops, and that it still waits.

import { expect, it } from 'vitest';

import { EVENT_READ } from '../../src/index.js';
import { startHelper } from '../support/children.js';
import { expectSleeps } from '../../../../scripts/test/expect-sleeps.mjs';
import { elapsedMs, expectThrow } from '../support/expectations.js';
import { drain, ping, scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';

export function busyPollContract(backend: Backend): void {
  const scope = scopePerTest();

  const create = (busyPollUs?: number) => scope.closing(backend.create({ busyPollUs }));

  it('S34: is off by default and reports nothing', () => {
    const selector = scope.closing(backend.create());
    selector.select(5);
    expect(selector.busyPollUs).toBe(0);
    expect(selector.busyPollStats).toEqual({ spins: 0, hits: 0, spunMs: 0 });
  });

  it('S34: refuses what is no number of microseconds up to a second', () => {
    for (const bad of [-1, 1_000_001, NaN, Infinity])
      expectThrow(() => create(bad), RangeError, 'ERR_FDSET_OUT_OF_RANGE');
    for (const bad of ['5', null, {}])
      expectThrow(() => create(bad as never), TypeError, 'ERR_FDSET_INVALID_ARG_TYPE');
    for (const bad of [5, null])
      expectThrow(() => backend.create(bad as never), TypeError, 'ERR_FDSET_INVALID_ARG_TYPE');
    expect(create(1_000_000).busyPollUs).toBe(1_000_000);
    expect(create(0).busyPollUs).toBe(0);
  });

  it('S34: finds what another thread sends while it spins, and counts it as a hit', async () => {
    const [a, b] = scope.pair();
    const selector = create(1_000_000);
    selector.register(a, EVENT_READ);
    const helper = await startHelper({ fd: b });
    // On a busy machine the helper may act before the spin or long after it. The test then tries again.
    while (selector.busyPollStats.hits === 0) {
      helper.actSoon();
      expect(selector.select()).toHaveLength(1);
      drain(a);
    }
    await helper.end();
    const { spins, hits, spunMs } = selector.busyPollStats;
    expect(hits).toBe(1);
    expect(spins).toBeGreaterThanOrEqual(hits);
    expect(spunMs).toBeGreaterThan(0);
  });

  it('S34: counts no spin where something is ready when the wait begins', () => {
    const [a, b] = scope.pair();
    const selector = create(1_000_000);
    selector.register(a, EVENT_READ);
    ping(b);
    for (let round = 0; round < 5; round++) expect(selector.select()).toHaveLength(1);
    expect(selector.busyPollStats).toEqual({ spins: 0, hits: 0, spunMs: 0 });
  });

  it('S24, S34: spins no longer than its bound, then blocks for the rest of the time', () => {
    expectSleeps(() => {
      const selector = create(2000);
      const tookMs = elapsedMs(() => expect(selector.select(100)).toEqual([]));
      expect(tookMs).toBeGreaterThanOrEqual(100);
      const { spins, hits, spunMs } = selector.busyPollStats;
      expect({ spins, hits }).toEqual({ spins: 1, hits: 0 });
      expect(spunMs).toBeGreaterThanOrEqual(2);
    });
  });

  it('S23, S34: a time-out shorter than the bound is kept, and never cut short', () => {
    const selector = create(1_000_000);
    for (let round = 0; round < 5; round++) {
      expect(elapsedMs(() => selector.select(3))).toBeGreaterThanOrEqual(3);
    }
  });

  it('S34: stops spinning while events are rarer than the bound, and starts again when they are not', () => {
    const [a, b] = scope.pair();
    // The bound is longer than a slow machine needs between two quick events below, and shorter than the time-outs.
    const selector = create(2000);
    selector.register(a, EVENT_READ);
    for (let round = 0; round < 10; round++) selector.select(10);
    const idle = selector.busyPollStats.spins;
    expect(idle).toBeLessThan(4);
    for (let round = 0; round < 10; round++) selector.select(10);
    expect(selector.busyPollStats.spins).toBe(idle);
    for (let round = 0; round < 100; round++) {
      ping(b);
      expect(selector.select()).toHaveLength(1);
      drain(a);
    }
    selector.select(1);
    expect(selector.busyPollStats.spins).toBeGreaterThan(idle);
  });

  it('S34: select(0) and selectAsync do not spin', async () => {
    const selector = create(1_000_000);
    selector.select(0);
    expect(await selector.selectAsync(5)).toEqual([]);
    expect(selector.busyPollStats.spins).toBe(0);
  });

  it('S34: a wake-up from another thread ends a spin', async () => {
    const selector = create(1_000_000);
    const helper = await startHelper({ handle: selector.waker().handle });
    while (selector.busyPollStats.hits === 0) {
      helper.actSoon();
      expect(selector.select()).toEqual([]);
    }
    await helper.end();
    expect(selector.busyPollStats.hits).toBe(1);
  });

  it('S34: the stats are a snapshot', () => {
    const selector = create(100);
    const before = selector.busyPollStats;
    selector.select(1);
    expect(before.spins).toBe(0);
    expect(selector.busyPollStats.spins).toBe(1);
  });
}
