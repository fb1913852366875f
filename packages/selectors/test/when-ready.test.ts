import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';

import { DefaultSelector, EVENT_READ, EVENT_WRITE, whenReady } from '../src/index.js';
import { expectReject, fewestTurnsDuring, MOST_TURNS } from './support/expectations.js';
import { drain, ping, scopePerTest } from './support/scope.js';
import { turn } from './support/turns.js';
import { turns } from './support/watching.js';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

describe('whenReady', () => {
  const scope = scopePerTest();

  it('resolves with what is ready of the events', async () => {
    const [a, b] = scope.pair();
    expect(await whenReady(a, EVENT_READ | EVENT_WRITE)).toBe(EVENT_WRITE);
    const pending = whenReady(a, EVENT_READ);
    ping(b);
    expect(await pending).toBe(EVENT_READ);
    expect(await whenReady({ fd: a }, EVENT_READ | EVENT_WRITE)).toBe(EVENT_READ | EVENT_WRITE);
  });

  it('waits to read and to write one descriptor side by side, and twice for the same', async () => {
    const [a, b] = scope.pair();
    const settled: string[] = [];
    const reading = ['first', 'second'].map((name) =>
      whenReady(a, EVENT_READ).then(() => settled.push(name)),
    );
    expect(await whenReady(a, EVENT_WRITE)).toBe(EVENT_WRITE);
    await turns();
    expect(settled).toEqual([]);
    ping(b);
    await Promise.all(reading);
    expect(settled).toEqual(['first', 'second']);
  });

  it('resolves with 0 when the time is up, never early, and polls with 0 and less', async () => {
    const [a, b] = scope.pair();
    for (const timeoutMs of [0.4, 1, 3, 20.2]) {
      const start = performance.now();
      expect(await whenReady(a, EVENT_READ, { timeoutMs })).toBe(0);
      expect(performance.now() - start).toBeGreaterThanOrEqual(timeoutMs);
    }
    for (const timeoutMs of [0, -1]) {
      expect(await whenReady(a, EVENT_READ, { timeoutMs })).toBe(0);
      ping(b);
      expect(await whenReady(a, EVENT_READ, { timeoutMs })).toBe(EVENT_READ);
      drain(a);
    }
  });

  it('a signal ends it with its reason, before and during it, and keeps no listener', async () => {
    const [a] = scope.pair();
    const reason = new Error('enough');
    const controller = new AbortController();
    const { signal } = controller;
    expect(await whenReady(a, EVENT_WRITE, { signal })).toBe(EVENT_WRITE);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const pending = whenReady(a, EVENT_READ, { signal });
    controller.abort(reason);
    await expect(pending).rejects.toBe(reason);
    await expect(whenReady(a, EVENT_READ, { signal })).rejects.toBe(reason);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('many waits, of selectors too, add one listener to their signal, which ends them all', async () => {
    const [a] = scope.pair();
    const reason = new Error('enough');
    const controller = new AbortController();
    const { signal } = controller;
    const selectors = Array.from({ length: 6 }, () => new DefaultSelector());
    const waits: Promise<unknown>[] = [
      ...Array.from({ length: 6 }, () => whenReady(a, EVENT_READ, { signal })),
      ...selectors.map((selector) => selector.selectAsync(null, { signal })),
    ];
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    controller.abort(reason);
    for (const wait of waits) await expect(wait).rejects.toBe(reason);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    for (const selector of selectors) selector.close();
  });

  it('closing the descriptor settles all of its waits with the closed error', async () => {
    const [a] = scope.pair();
    const fileobj = { fd: a };
    const waits = [
      whenReady(a, EVENT_READ),
      whenReady(fileobj, EVENT_READ),
      whenReady(a, EVENT_READ, { timeoutMs: 10_000 }),
    ];
    fileobj.fd = -1;
    scope.close(a);
    for (const wait of waits) await expectReject(wait, TypeError, 'ERR_FDSET_CLOSED');
  });

  it('rejects for what cannot be waited for', async () => {
    const [a] = scope.pair();
    const outOfRange = 'ERR_FDSET_OUT_OF_RANGE';
    await expectReject(whenReady(a, 0), RangeError, 'ERR_FDSET_INVALID_EVENTS');
    await expectReject(whenReady({ fd: -1 }, EVENT_READ), RangeError, outOfRange);
    await expectReject(whenReady(a, 1, { timeoutMs: NaN }), RangeError, outOfRange);
    await expectReject(whenReady(1000, EVENT_READ), Error, 'EBADF');
    await expectReject(whenReady(a, 1, 5 as never), TypeError, 'ERR_FDSET_INVALID_ARG_TYPE');
    const unknown = { timeout: 5 } as never;
    await expectReject(whenReady(a, 1, unknown), TypeError, 'ERR_FDSET_UNKNOWN_OPTION');
  });

  it('waits in a loop share one descriptor, and leave none', async () => {
    const [a, b] = scope.pair();
    await turn();
    const opened = openedFromNow();
    let most = 0;
    for (let round = 0; round < 20; round++) {
      ping(b);
      await whenReady(a, EVENT_READ);
      drain(a);
      most = Math.max(most, opened().length);
    }
    await expectReject(whenReady(1000, EVENT_READ), Error, 'EBADF');
    await turns();
    expect([most, opened()]).toEqual([1, []]);
  });

  it('does not turn the event loop while it waits', async () => {
    const [a] = scope.pair();
    const idle = (): Promise<number> => whenReady(a, EVENT_READ, { timeoutMs: 100 });
    expect(await fewestTurnsDuring(idle)).toBeLessThan(MOST_TURNS);
  });
});
