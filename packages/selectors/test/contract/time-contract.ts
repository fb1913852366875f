// S23 to S26: time-outs, sleeping, signals.

import { beforeEach, expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';

import { EVENT_READ } from '../../src/index.js';
import type { BaseSelector } from '../../src/index.js';
import { reachState, startProgram, startWorker } from '../support/children.js';
import {
  elapsedMs,
  expectReject,
  expectThrow,
  summary,
  switchesOfOwnAccord,
} from '../support/expectations.js';
import { ping, scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';

export function timeContract(backend: Backend): void {
  const scope = scopePerTest();
  let selector: BaseSelector;

  beforeEach(() => {
    selector = scope.closing(backend.create());
  });

  it('S23: null waits until something is ready', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    const worker = startWorker('send-later.mjs', { fd: b, delayMs: 30 });
    expect(summary(selector.select(null))).toEqual([[a, EVENT_READ]]);
    await worker.terminate();
  });

  it.each([0, -0, -1, -0.5, -Infinity])('S23: %d polls once', (timeoutMs) => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    const before = switchesOfOwnAccord();
    for (let round = 0; round < 20; round++) expect(selector.select(timeoutMs)).toEqual([]);
    expect(switchesOfOwnAccord() - before).toBeLessThan(20);
    ping(b);
    expect(summary(selector.select(timeoutMs))).toEqual([[a, EVENT_READ]]);
  });

  it.each([0.1, 0.3, 1.2, 5.9])('S23: %d ms never end early', (timeoutMs) => {
    const [a] = scope.pair();
    selector.register(a, EVENT_READ);
    for (let round = 0; round < 50; round++) {
      expect(elapsedMs(() => selector.select(timeoutMs))).toBeGreaterThanOrEqual(timeoutMs);
    }
  });

  // These times exceed an int of milliseconds; Infinity exceeds every number.
  it.each(someOf([2 ** 31, 2 ** 40, Number.MAX_VALUE, Infinity], [2 ** 31, Infinity]))(
    'S23: %d ms, beyond what a system call takes, is a long wait',
    async (timeoutMs) => {
      const [a, b] = scope.pair();
      selector.register(a, EVENT_READ);
      const worker = startWorker('send-later.mjs', { fd: b, delayMs: 20 });
      expect(summary(selector.select(timeoutMs))).toEqual([[a, EVENT_READ]]);
      expect(summary(await selector.selectAsync(timeoutMs))).toEqual([[a, EVENT_READ]]);
      await worker.terminate();
    },
  );

  it('S24: an idle select(1000) takes at least 1000 ms', () => {
    const [a] = scope.pair();
    selector.register(a, EVENT_READ);
    expect(elapsedMs(() => expect(selector.select(1000)).toEqual([]))).toBeGreaterThanOrEqual(1000);
  });

  it('S24: NaN, strings and the like are refused', async () => {
    expectThrow(() => selector.select(NaN), RangeError, 'ERR_FDSET_OUT_OF_RANGE');
    await expectReject(selector.selectAsync(NaN), RangeError, 'ERR_FDSET_OUT_OF_RANGE');
    for (const value of ['1', 1n, {}, true]) {
      const timeoutMs = value as unknown as number;
      expectThrow(() => selector.select(timeoutMs), TypeError, 'ERR_FDSET_INVALID_ARG_TYPE');
      const pending = selector.selectAsync(timeoutMs);
      await expectReject(pending, TypeError, 'ERR_FDSET_INVALID_ARG_TYPE');
    }
  });

  it('S25: with nothing registered select(0) is empty and select(1000) really sleeps', () => {
    expect(selector.select(0)).toEqual([]);
    expect(elapsedMs(() => expect(selector.select(1000)).toEqual([]))).toBeGreaterThanOrEqual(1000);
  });

  it('S26: stopping and continuing the process does not end the wait', async () => {
    const program = startProgram('blocked-select.mjs', [backend.name]);
    const pid = program.child.pid as number;
    expect(await program.line()).toBe('waiting');
    for (let round = 0; round < 5; round++) {
      await reachState(pid, 'S');
      program.child.kill('SIGSTOP');
      await reachState(pid, 'T');
      program.child.kill('SIGCONT');
    }
    program.child.stdin?.end('x');
    expect(await program.line()).toBe('1 ready');
    expect(await program.exit).toEqual({ code: 0, signal: null });
  });

  it('S26: a signal with a JavaScript handler ends the wait of the main thread', async () => {
    const program = startProgram('interrupted-select.mjs', [backend.name]);
    expect(await program.line()).toBe('waiting');
    await reachState(program.child.pid as number, 'S');
    program.child.kill('SIGUSR2');
    expect(await program.line()).toBe('InterruptedError EINTR');
    expect(await program.line()).toBe('handled SIGUSR2');
    expect(await program.exit).toEqual({ code: 0, signal: null });
  });

  it('S26: signals leave selectAsync alone: handlers run, the deadline is kept', async () => {
    const start = performance.now();
    let handled = 0;
    const count = (): void => void handled++;
    process.on('SIGUSR2', count);
    const timer = setInterval(() => process.kill(process.pid, 'SIGUSR2'), 20);
    const ready = await selector.selectAsync(200).finally(() => clearInterval(timer));
    process.off('SIGUSR2', count);
    expect(ready).toEqual([]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(200);
    expect(handled).toBeGreaterThan(0);
  });
}
