// S33: edge-triggered, oneshot and exclusive registrations. A backend that does not support one refuses it.

import { beforeEach, describe, expect, it } from 'vitest';

import { EVENT_PRI, EVENT_RDHUP, EVENT_READ, EVENT_WRITE } from '../../src/index.js';
import type { BaseSelector, RegisterOptions, SelectorKey } from '../../src/index.js';
import { expectThrow, summary } from '../support/expectations.js';
import { ping, scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';

export function optionsContract(backend: Backend): void {
  const { edge, oneshot, exclusive } = backend.capabilities;
  const scope = scopePerTest();
  let selector: BaseSelector;

  beforeEach(() => {
    selector = scope.closing(backend.create());
  });

  it('S33: says what it can do, and refuses the rest', () => {
    expect(selector.supportsEdge).toBe(edge);
    expect(selector.supportsOneshot).toBe(oneshot);
    expect(selector.supportsExclusive).toBe(exclusive);
    const [fd] = scope.pair();
    for (const [name, supported] of Object.entries({ edge, oneshot, exclusive })) {
      const register = (): unknown => selector.register(fd, EVENT_READ, null, { [name]: true });
      if (!supported) expectThrow(register, TypeError, 'ERR_FDSET_UNSUPPORTED');
      else {
        register();
        selector.unregister(fd);
      }
    }
    const level = { edge: false, oneshot: false, exclusive: false };
    expect(selector.register(fd, EVENT_READ, null, level).fd).toBe(fd);
  });

  it('S33: refuses options that are not booleans', () => {
    const [fd] = scope.pair();
    for (const options of [{ edge: 1 }, { oneshot: 'yes' }, null, 7] as unknown[]) {
      const register = (): unknown =>
        selector.register(fd, EVENT_READ, null, options as RegisterOptions);
      expectThrow(register, TypeError, 'ERR_FDSET_INVALID_ARG_TYPE');
    }
    expect(selector.getMap().size).toBe(0);
  });

  if (edge)
    describe('edge', () => {
      it('S33: reports changes, not states', () => {
        const [a, b] = scope.pair();
        selector.register(a, EVENT_READ, null, { edge: true });
        ping(b);
        expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
        expect(selector.select(0)).toEqual([]);
        ping(b);
        expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
      });

      it('S33: modify keeps the options unless told otherwise', () => {
        const [a, b] = scope.pair();
        selector.register(a, EVENT_WRITE, null, { edge: true });
        ping(b);
        selector.modify(a, EVENT_READ, null);
        expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
        expect(selector.select(0)).toEqual([]);
        selector.modify(a, EVENT_READ, null, { edge: false });
        for (let round = 0; round < 2; round++) {
          expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
        }
      });
    });

  if (oneshot)
    describe('oneshot', () => {
      beforeEach(() => {
        const [a, b] = scope.pair();
        selector.register(a, EVENT_READ, b, { oneshot: true });
        ping(b);
        expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
        expect(selector.select(0)).toEqual([]);
      });

      it('S13: any modify arms it again, also one that changes the data alone or nothing', () => {
        const [key] = [...selector.getMap().values()] as [SelectorKey];
        const { fd } = key;
        expect(selector.modify(fd, EVENT_READ, key.data)).toBe(key);
        expect(summary(selector.select())).toEqual([[fd, EVENT_READ]]);
        expect(selector.select(0)).toEqual([]);
        selector.modify(fd, EVENT_READ, 'other');
        expect(selector.select().map((entry) => entry.key.data)).toEqual(['other']);
        expect(selector.select(0)).toEqual([]);
        selector.modify(fd, EVENT_READ | EVENT_WRITE, 'other');
        expect(summary(selector.select())).toEqual([[fd, EVENT_READ | EVENT_WRITE]]);
        expect(selector.select(0)).toEqual([]);
      });

      it('S33: stays registered, and can be unregistered while it is silent', () => {
        const [fd] = [...selector.getMap().keys()] as [number];
        expect(selector.unregister(fd).fd).toBe(fd);
        selector.register(fd, EVENT_READ);
        expect(summary(selector.select())).toEqual([[fd, EVENT_READ]]);
      });
    });

  if (exclusive)
    describe('exclusive', () => {
      it('S33: takes reading, writing and edge, and nothing else', () => {
        const [a] = scope.pair();
        const refused: [number, RegisterOptions][] = [
          [EVENT_READ | EVENT_PRI, { exclusive: true }],
          [EVENT_RDHUP, { exclusive: true }],
          [EVENT_READ, { exclusive: true, oneshot: true }],
        ];
        for (const [events, options] of refused) {
          const register = (): unknown => selector.register(a, events, null, options);
          expectThrow(register, RangeError, 'ERR_FDSET_INVALID_EVENTS');
        }
        selector.register(a, EVENT_READ | EVENT_WRITE, null, { exclusive: true, edge: true });
        expect(summary(selector.select())).toEqual([[a, EVENT_WRITE]]);
      });

      it('S33: refuses to modify the events or the option, but not the data', () => {
        const [a, b] = scope.pair();
        const key = selector.register(a, EVENT_READ, 1, { exclusive: true });
        const changes = [
          () => selector.modify(a, EVENT_WRITE, 1),
          () => selector.modify(a, EVENT_READ, 1, { exclusive: false }),
        ];
        for (const change of changes) expectThrow(change, TypeError, 'ERR_FDSET_UNSUPPORTED');
        expect(selector.getKey(a)).toBe(key);
        expect(selector.modify(a, EVENT_READ, 2).data).toBe(2);
        selector.register(b, EVENT_READ);
        const become = (): unknown => selector.modify(b, EVENT_READ, null, { exclusive: true });
        expectThrow(become, TypeError, 'ERR_FDSET_UNSUPPORTED');
      });

      it('S33: selectors that share a descriptor all get by', () => {
        const [a, b] = scope.pair();
        const rivals = Array.from({ length: 4 }, () => scope.closing(backend.create()));
        for (const rival of rivals) rival.register(a, EVENT_READ, null, { exclusive: true });
        ping(b);
        expect(rivals.some((rival) => rival.select(0).length > 0)).toBe(true);
      });
    });
}
