// S33: wake-ups from this thread and from others.

import { once } from 'node:events';
import { beforeEach, expect, it } from 'vitest';

import { EVENT_READ } from '../../src/index.js';
import type { BaseSelector } from '../../src/index.js';
import { startWorker } from '../support/children.js';
import { elapsedMs, summary } from '../support/expectations.js';
import { ping, scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

export function wakeupContract(backend: Backend): void {
  const scope = scopePerTest();
  let selector: BaseSelector;

  beforeEach(() => {
    selector = scope.closing(backend.create());
  });

  it('S33: wakeup ends the next wait, once', () => {
    selector.wakeup();
    selector.wakeup();
    expect(selector.select()).toEqual([]);
    expect(elapsedMs(() => selector.select(20))).toBeGreaterThanOrEqual(20);
  });

  it('S33: wakeup ends a pending selectAsync', async () => {
    const pending = selector.selectAsync();
    setTimeout(() => selector.wakeup(), 5);
    expect(await pending).toEqual([]);
    selector.wakeup();
    expect(await selector.selectAsync()).toEqual([]);
  });

  it('S33: a wake-up does not hide what is ready', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    ping(b);
    selector.wakeup();
    expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
    selector.waker().wake();
    expect(summary(await selector.selectAsync())).toEqual([[a, EVENT_READ]]);
  });

  it('S33: the waker wakes from this thread too, and does not show in the map', async () => {
    const waker = selector.waker();
    expect(selector.waker()).toBe(waker);
    expect(selector.getMap().size).toBe(0);
    expect([waker.wake(), waker.wake()]).toEqual([true, true]);
    expect(selector.select()).toEqual([]);
    expect(selector.select(0)).toEqual([]);
    const pending = selector.selectAsync();
    setTimeout(() => waker.wake(), 5);
    expect(await pending).toEqual([]);
  });

  it('S33: a waker made while selectAsync is pending reaches it', async () => {
    const pending = selector.selectAsync();
    setTimeout(() => selector.waker().wake(), 5);
    expect(await pending).toEqual([]);
  });

  it('S33: a waker in another thread ends a blocking select', async () => {
    const { handle } = selector.waker();
    const worker = startWorker('wake-later.mjs', { handle, delayMs: 30, times: 1 });
    expect(selector.select()).toEqual([]);
    const [result] = await once(worker, 'message');
    expect(result).toEqual([true]);
  });

  it('S33: a waker in another thread ends a selectAsync', async () => {
    const { handle } = selector.waker();
    const worker = startWorker('wake-later.mjs', { handle, delayMs: 10, times: 3 });
    expect(await selector.selectAsync()).toEqual([]);
    const [result] = await once(worker, 'message');
    expect(result).toEqual([true, true, true]);
    await selector.selectAsync(0);
    expect(await selector.selectAsync(5)).toEqual([]);
  });

  it('S33: a waker costs one descriptor, which close gives back', () => {
    const opened = openedFromNow();
    selector.waker();
    expect(opened()).toHaveLength(1);
    selector.close();
    expect(opened()).toEqual([]);
  });
}
