// S10 to S21: unregistering, modifying, looking up, closing.

import { SocketError, dup2 } from '@fdset/posix';
import { beforeEach, describe, expect, it } from 'vitest';

import { EVENT_READ, EVENT_WRITE } from '../../src/index.js';
import type { BaseSelector } from '../../src/index.js';
import { expectReject, expectThrow, summary } from '../support/expectations.js';
import { ping, scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

/** An object with a descriptor. Like that of a socket, its `fileno()` returns -1 once it is closed. */
function closable(fd: number): { fd: number; fileno(): number } {
  return {
    fd,
    fileno() {
      return this.fd;
    },
  };
}

export function keyContract(backend: Backend): void {
  const scope = scopePerTest();
  let selector: BaseSelector;

  beforeEach(() => {
    selector = scope.closing(backend.create());
  });

  it('S10: unregister returns the key; unknown or twice is refused', () => {
    const [a, b] = scope.pair();
    const key = selector.register(a, EVENT_READ, 1);
    ping(b);
    expect(selector.unregister(a)).toBe(key);
    expect(selector.select(0)).toEqual([]);
    for (const fd of [a, b, 999_999]) {
      expectThrow(() => selector.unregister(fd), RangeError, 'ERR_FDSET_NOT_REGISTERED');
    }
    const text = 'socket' as unknown as number;
    expectThrow(() => selector.unregister(text), TypeError, 'ERR_FDSET_INVALID_FILE_OBJECT');
  });

  it('S11: unregister finds a closed object by its identity, and a closed number', () => {
    const [a, b] = scope.pair();
    const object = closable(a);
    const key = selector.register(object, EVENT_READ);
    selector.register(b, EVENT_WRITE);
    object.fd = -1;
    scope.close(a);
    scope.close(b);
    expect(selector.getKey(object)).toBe(key);
    expect(selector.unregister(object)).toBe(key);
    expect(selector.unregister(b).fd).toBe(b);
    expectThrow(() => selector.unregister(object), RangeError, 'ERR_FDSET_NOT_REGISTERED');
  });

  it('S12: unregister works after dup2 has given the number to another file', () => {
    const [a, b] = scope.pair();
    const [other] = scope.pair();
    const object = closable(a);
    selector.register(object, EVENT_READ);
    selector.register(b, EVENT_WRITE);
    dup2(other, a);
    dup2(other, b);
    object.fd = -1;
    expect(selector.unregister(object).fd).toBe(a);
    expect(selector.unregister(b).fd).toBe(b);
    expect(selector.getMap().size).toBe(0);
  });

  it('S13: modify returns a new key, equal to getKey, and the new events count', () => {
    const [a, b] = scope.pair();
    ping(b);
    const old = selector.register(a, EVENT_READ, 'data');
    const key = selector.modify(a, EVENT_WRITE, 'data');
    expect(key).not.toBe(old);
    expect(key).toEqual({ fileobj: a, fd: a, events: EVENT_WRITE, data: 'data' });
    expect(selector.getKey(a)).toBe(key);
    expect(old.events).toBe(EVENT_READ);
    expect(summary(selector.select())).toEqual([[a, EVENT_WRITE]]);
  });

  it('S13: modify of the data alone makes no system call: it works on a closed descriptor', () => {
    const [a] = scope.pair();
    selector.register(a, EVENT_READ, 1);
    scope.close(a);
    const key = selector.modify(a, EVENT_READ, 2);
    expect(key.data).toBe(2);
    expect(selector.getKey(a)).toBe(key);
  });

  it('S14: modify without any change returns the identical key', () => {
    const [a] = scope.pair();
    const data = {};
    const key = selector.register(a, EVENT_READ, data);
    expect(selector.modify(a, EVENT_READ, data)).toBe(key);
    expect(selector.modify(a, EVENT_READ, {})).not.toBe(key);
  });

  it('S15: modify of what is unknown is refused', () => {
    const [a] = scope.pair();
    expectThrow(() => selector.modify(a, EVENT_READ), RangeError, 'ERR_FDSET_NOT_REGISTERED');
  });

  it('S15: modify passes on the error of the system call and keeps the old key', () => {
    const [a] = scope.pair();
    const key = selector.register(a, EVENT_READ, 'data');
    scope.close(a);
    expectThrow(() => selector.modify(a, EVENT_WRITE, 'data'), SocketError, 'EBADF');
    expect(selector.getKey(a)).toBe(key);
    expect(selector.unregister(a)).toBe(key);
  });

  it('S16: modify to no or invalid events is refused and keeps the old key', () => {
    const [a, b] = scope.pair();
    const key = selector.register(a, EVENT_READ);
    ping(b);
    for (const events of [0, 4]) {
      expectThrow(() => selector.modify(a, events), RangeError, 'ERR_FDSET_INVALID_EVENTS');
    }
    expect(selector.getKey(a)).toBe(key);
    expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
  });

  it('S17: getKey finds by object and number, and refuses what is unknown', () => {
    const [a, b] = scope.pair();
    const object = closable(a);
    const key = selector.register(object, EVENT_READ);
    expect(selector.getKey(object)).toBe(key);
    expect(selector.getKey(a)).toBe(key);
    expectThrow(() => selector.getKey(b), RangeError, 'ERR_FDSET_NOT_REGISTERED');
  });

  it('S18: getMap is live, read-only, and looks up objects and numbers', () => {
    const [a, b] = scope.pair();
    const map = selector.getMap();
    expect([map.size, [...map]]).toEqual([0, []]);
    const object = closable(a);
    const first = selector.register(object, EVENT_READ);
    const second = selector.register(b, EVENT_WRITE);
    expect(map.size).toBe(2);
    expect([...map.keys()]).toEqual([a, b]);
    expect([...map.values()]).toEqual([first, second]);
    expect([...map]).toEqual([
      [a, first],
      [b, second],
    ]);
    expect([map.get(object), map.get(a), map.get(999_999)]).toEqual([first, first, undefined]);
    expect([map.has(object), map.has(b), map.has(999_999)]).toEqual([true, true, false]);
    expect('set' in map || 'delete' in map || 'clear' in map).toBe(false);
    selector.unregister(b);
    expect([...map.keys()]).toEqual([a]);
  });

  it('S19: a map held across close is empty', () => {
    const [a] = scope.pair();
    const map = selector.getMap();
    selector.register(a, EVENT_READ);
    selector.close();
    expect([map.size, [...map], map.get(a), map.has(a)]).toEqual([0, [], undefined, false]);
  });

  it('S20: close is idempotent, disposes, and gives back every descriptor', () => {
    const [a] = scope.pair();
    const opened = openedFromNow();
    const other = backend.create();
    other.register(a, EVENT_READ);
    other.waker();
    other.close();
    other.close();
    other[Symbol.dispose]();
    expect(other.closed).toBe(true);
    expect(opened()).toEqual([]);
  });

  describe('S21: after close', () => {
    it('every method throws the same closed error', () => {
      const [a] = scope.pair();
      const key = selector.register(a, EVENT_READ);
      selector.close();
      const uses: (() => unknown)[] = [
        () => selector.register(a, EVENT_READ),
        () => selector.unregister(a),
        () => selector.modify(a, EVENT_READ),
        () => selector.getKey(a),
        () => selector.getMap(),
        () => selector.isCurrent(key),
        () => selector.select(0),
        () => selector.wakeup(),
        () => selector.waker(),
      ];
      if ('fileno' in selector)
        uses.push(() => (selector as unknown as { fileno(): number }).fileno());
      const messages = uses.map((use) => expectThrow(use, TypeError, 'ERR_FDSET_CLOSED').message);
      expect(new Set(messages).size).toBe(1);
    });

    it('selectAsync and for await reject with it', async () => {
      selector.close();
      await expectReject(selector.selectAsync(0), TypeError, 'ERR_FDSET_CLOSED');
      const next = selector[Symbol.asyncIterator]().next();
      await expectReject(next, TypeError, 'ERR_FDSET_CLOSED');
    });

    it('a pending selectAsync is rejected with it', async () => {
      const [a] = scope.pair();
      selector.register(a, EVENT_READ);
      const pending = selector.selectAsync();
      setImmediate(() => selector.close());
      await expectReject(pending, TypeError, 'ERR_FDSET_CLOSED');
    });
  });
}
