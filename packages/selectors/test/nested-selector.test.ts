// S33: a selector that is registered with another one by its fileno().

import { beforeEach, expect, it } from 'vitest';

import { EVENT_READ, EpollSelector, PollSelector, SelectSelector } from '../src/index.js';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { KernelSelector, hasEpoll } from './support/mechanisms.js';
import { summary } from './support/expectations.js';
import { drain, ping, scopePerTest } from './support/scope.js';

const scope = scopePerTest();
const needsEpoll = needsThat(hasEpoll, 'needs epoll');
let inner: KernelSelector;

beforeEach(() => {
  inner = scope.closing(new KernelSelector());
});

it.each([KernelSelector, PollSelector, SelectSelector])(
  'S33: %o sees a selector that has something ready as readable',
  async (Outer) => {
    const outer = scope.closing(new Outer());
    const [a, b] = scope.pair();
    inner.register(a, EVENT_READ);
    const key = outer.register(inner, EVENT_READ);
    expect(key.fd).toBe(inner.fileno());
    expect(outer.select(0)).toEqual([]);
    ping(b);
    expect(outer.select()).toEqual([{ key, events: EVENT_READ }]);
    expect(await outer.selectAsync()).toEqual([{ key, events: EVENT_READ }]);
    expect(summary(inner.select(0))).toEqual([[a, EVENT_READ]]);
    drain(a);
    expect(outer.select(0)).toEqual([]);
    const pending = outer.selectAsync();
    setTimeout(() => ping(b), 5);
    expect(await pending).toEqual([{ key, events: EVENT_READ }]);
  },
);

it('S31: a rebuilt selector must be registered anew, and `rebuilds` tells', needsEpoll, () => {
  const outer = scope.closing(new EpollSelector());
  const rebuilt = scope.closing(new EpollSelector());
  const [[a, b], [kept, keptPeer]] = [scope.pair(), scope.pair()];
  rebuilt.register(kept, EVENT_READ);
  outer.register(rebuilt, EVENT_READ);
  scope.dup(a);
  rebuilt.register(a, EVENT_READ);
  scope.close(a);
  rebuilt.unregister(a);
  ping(b);
  expect(outer.select()).toHaveLength(1);
  expect(rebuilt.select(0)).toEqual([]);
  expect(rebuilt.rebuilds).toBe(1);
  ping(keptPeer);
  expect(outer.select(20)).toEqual([]);
  outer.unregister(rebuilt);
  outer.register(rebuilt, EVENT_READ);
  expect(summary(outer.select())).toEqual([[rebuilt.fileno(), EVENT_READ]]);
});

it('S33: a selector cannot be registered with itself', () => {
  expect(() => inner.register(inner, EVENT_READ)).toThrow(/EINVAL/);
});
