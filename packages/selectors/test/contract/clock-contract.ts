// Waits use the kernel's clock and the event loop's own timers, even if a test runner replaces those of JavaScript.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { EVENT_READ } from '../../src/index.js';
import type { BaseSelector } from '../../src/index.js';
import { summary } from '../support/expectations.js';
import { ping, scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';

const replaceable = [
  'setTimeout',
  'clearTimeout',
  'setImmediate',
  'clearImmediate',
  'Date',
] as const;

function refuse(): never {
  throw new Error('a clock that anybody can replace was asked');
}

/** Replaces every clock of the language and of Node by functions that throw. */
function replaceClocks(): void {
  for (const name of replaceable) vi.stubGlobal(name, refuse);
  vi.spyOn(performance, 'now').mockImplementation(refuse);
  vi.stubGlobal('performance', { now: refuse });
}

function restoreClocks(): void {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
}

export function clockContract(backend: Backend): void {
  const scope = scopePerTest();
  let selector: BaseSelector;
  let fd: number;
  let peer: number;

  beforeEach(() => {
    selector = scope.closing(backend.create());
    [fd, peer] = scope.pair();
    selector.register(fd, EVENT_READ);
  });
  afterEach(() => {
    restoreClocks();
    scope.end();
  });

  it('select and selectAsync end without asking a clock that was replaced', async () => {
    replaceClocks();
    const waits = [
      async () => selector.select(5),
      () => selector.selectAsync(5),
      () => selector.selectAsync(0),
    ];
    const outcomes = [];
    for (const wait of waits) outcomes.push(...(await Promise.allSettled([wait()])));
    restoreClocks();
    expect(outcomes).toEqual(waits.map(() => ({ status: 'fulfilled', value: [] })));
  });

  it('a descriptor that is always ready leaves the event loop its turns while the clock stands still', async () => {
    ping(peer);
    const turn = new Promise<string>((resolve) => setImmediate(resolve, 'others'));
    replaceClocks();
    let had = '';
    void turn.then((who) => (had = who));
    const batches: [number, number][][] = [];
    while (had === '') batches.push(summary(await selector.selectAsync(5)));
    restoreClocks();
    expect(batches[0]).toEqual([[fd, EVENT_READ]]);
  });
}
