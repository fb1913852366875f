// The option busyPollUs: what it refuses, when it spins and when it stops, and that waits stay waits.

import { once } from 'node:events';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { EVENT_READ } from '../../src/index.js';
import { startWorker } from '../support/children.js';
import { elapsedMs, expectThrow, processorMs } from '../support/expectations.js';
import { Scope, drain, ping } from '../support/scope.js';
import type { Backend } from './selector-contract.js';

export function busyPollContract(backend: Backend): void {
  let scope: Scope;
  beforeEach(() => {
    scope = new Scope();
  });
  afterEach(() => scope.end());

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
    const worker = startWorker('send-later.mjs', { fd: b, delayMs: 30 });
    const exit = once(worker, 'exit');
    expect(selector.select(5000)).toHaveLength(1);
    await exit;
    expect(selector.busyPollStats).toMatchObject({ spins: 1, hits: 1 });
    expect(selector.busyPollStats.spunMs).toBeGreaterThan(0);
  });

  it('S34: counts no spin where something is ready when the wait begins', () => {
    const [a, b] = scope.pair();
    const selector = create(1_000_000);
    selector.register(a, EVENT_READ);
    ping(b);
    for (let round = 0; round < 5; round++) expect(selector.select(1000)).toHaveLength(1);
    expect(selector.busyPollStats).toEqual({ spins: 0, hits: 0, spunMs: 0 });
  });

  it('S24, S34: spins no longer than its bound, then blocks for the rest of the time', async () => {
    const selector = create(2000);
    let tookMs = 0;
    const usedMs = await processorMs(() => {
      tookMs = elapsedMs(() => expect(selector.select(300)).toEqual([]));
    });
    expect(tookMs).toBeGreaterThanOrEqual(300);
    expect(usedMs).toBeLessThan(150);
    const { spins, hits, spunMs } = selector.busyPollStats;
    expect({ spins, hits }).toEqual({ spins: 1, hits: 0 });
    expect(spunMs).toBeGreaterThanOrEqual(2);
  });

  it('S23, S34: a time-out shorter than the bound is kept, and never cut short', () => {
    const selector = create(1_000_000);
    for (let round = 0; round < 5; round++) {
      expect(elapsedMs(() => selector.select(3))).toBeGreaterThanOrEqual(3);
    }
  });

  it('S34: stops spinning while events are rarer than the bound, and starts again when they are not', () => {
    const [a, b] = scope.pair();
    const selector = create(500);
    selector.register(a, EVENT_READ);
    for (let round = 0; round < 10; round++) selector.select(10);
    const idle = selector.busyPollStats.spins;
    expect(idle).toBeLessThan(4);
    for (let round = 0; round < 10; round++) selector.select(10);
    expect(selector.busyPollStats.spins).toBe(idle);
    for (let round = 0; round < 100; round++) {
      ping(b);
      expect(selector.select(1000)).toHaveLength(1);
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
    const { handle } = selector.waker();
    const worker = startWorker('wake-later.mjs', { handle, delayMs: 30, times: 1 });
    const exit = once(worker, 'exit');
    expect(selector.select(5000)).toEqual([]);
    await exit;
    expect(selector.busyPollStats).toMatchObject({ spins: 1, hits: 1 });
  });

  it('S34: the stats are a snapshot', () => {
    const selector = create(100);
    const before = selector.busyPollStats;
    selector.select(1);
    expect(before.spins).toBe(0);
    expect(selector.busyPollStats.spins).toBe(1);
  });
}
