// No descriptor is leaked by collected selectors, failed constructors and terminated workers, and processes end cleanly.

import { dup } from '@fdset/posix';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';

import { EVENT_READ, PollSelector, SelectSelector } from '../src/index.js';
import { KernelSelector } from './support/mechanisms.js';
import { someOf } from '../../../scripts/test/exhaustive.mjs';
import { startProgram, startWorker } from './support/children.js';
import { scopePerTest } from './support/scope.js';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

const scope = scopePerTest();

const names = [KernelSelector.name, 'PollSelector', 'SelectSelector'];

it('a collected, unclosed selector closes its descriptors', async () => {
  const program = startProgram('collected-selectors.mjs', [], ['--expose-gc']);
  const [before, opened, after] = JSON.parse(await program.line()) as [number, number, number];
  expect(opened).toBeGreaterThan(before + 100);
  expect(after).toBe(before);
  expect(await program.exit).toEqual({ code: 0, signal: null });
});

it('a thousand selectors, waited with and closed, leave no descriptor behind', async () => {
  const [a] = scope.pair();
  const opened = openedFromNow();
  for (let round = 0; round < 1000; round++) {
    const selector = new [KernelSelector, PollSelector, SelectSelector][round % 3]!();
    selector.register(a, EVENT_READ);
    selector.waker();
    const pending = selector.selectAsync().catch(() => {});
    selector.close();
    await pending;
  }
  expect(opened()).toEqual([]);
});

it('a constructor that fails for want of descriptors leaves none behind', () => {
  const [spare] = scope.pair();
  const opened = openedFromNow();
  const filled: number[] = [];
  try {
    for (;;) filled.push(scope.own(dup(spare)));
  } catch {
    // EMFILE: no number is left.
  }
  try {
    for (let round = 0; round < 10; round++) expect(() => new KernelSelector()).toThrow(/EMFILE/);
    const selector = scope.closing(new PollSelector());
    for (let round = 0; round < 10; round++) expect(() => selector.waker()).toThrow(/EMFILE/);
  } finally {
    for (const fd of filled) scope.close(fd);
  }
  expect(opened()).toEqual([]);
});

it('selectAsync that cannot get its descriptors rejects, and works once it can', async () => {
  const [spare] = scope.pair();
  const selector = scope.closing(new PollSelector());
  const filled: number[] = [];
  try {
    for (;;) filled.push(scope.own(dup(spare)));
  } catch {
    // EMFILE: no number is left.
  }
  const failed = selector.selectAsync(5).catch((error: { code: string }) => error.code);
  expect(await failed).toBe('EMFILE');
  for (const fd of filled) scope.close(fd);
  expect(await selector.selectAsync(5)).toEqual([]);
});

it.each(['select', 'selectAsync'])(
  'a selector ends with its worker, waiting in %s',
  async (method) => {
    const opened = openedFromNow();
    const workers = names.map((name) => startWorker('waiting.mjs', { name, method }));
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    await Promise.all(workers.map((worker) => worker.terminate()));
    expect(opened()).toEqual([]);
  },
);

const stages = ['create', 'register', 'waker', 'selectAsync', 'settled', 'close'];

describe.each(someOf(stages, ['register', 'waker', 'selectAsync', 'close']))(
  'a process that ends after "%s"',
  (stage) => {
    // All selectors end by the same code, so only the stage with the most to undo tests each of them.
    const some = stage === 'selectAsync' ? names : names.slice(0, 1);
    it.each(someOf(names, some))('exits with 0: %s', async (name) => {
      const program = startProgram('life-cycle.mjs', [name, stage]);
      expect(await program.exit).toEqual({ code: 0, signal: null });
    });
  },
);
