// S31 in depth: how EpollSelector treats the entries that the kernel keeps for descriptors that were closed before they
// were unregistered.

import { dup2 } from '@fdset/posix';
import { closeSync, openSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';

import { EVENT_READ, EpollSelector } from '../src/index.js';
import { MOST_TURNS, fewestTurnsDuring, summary } from './support/expectations.js';
import { hasEpoll } from './support/mechanisms.js';
import { drain, ping, scopePerTest } from './support/scope.js';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

const needsEpoll = needsThat(hasEpoll, 'needs epoll');
const scope = scopePerTest();
let selector: EpollSelector;

beforeEach(() => {
  selector = scope.closing(new EpollSelector());
});

/** Leaves a ready entry in the kernel that no descriptor can remove, and returns the descriptor of its peer. */
function leaveStaleEntry(): number {
  const [a, b] = scope.pair();
  scope.dup(a);
  selector.register(a, EVENT_READ);
  scope.close(a);
  selector.unregister(a);
  ping(b);
  return b;
}

describe('S31: a stale entry', needsEpoll, () => {
  it('is got rid of by one rebuild, behind the same number, without a descriptor more', () => {
    leaveStaleEntry();
    // The first wait of a thread opens a descriptor of its own.
    scope.closing(new EpollSelector()).select(1);
    const [fd, opened] = [selector.fileno(), openedFromNow()];
    expect(selector.select(10)).toEqual([]);
    expect(selector.rebuilds).toBe(1);
    expect(selector.select(10)).toEqual([]);
    expect(selector.rebuilds).toBe(1);
    expect(selector.fileno()).toBe(fd);
    expect(opened()).toEqual([]);
  });

  it('is got rid of although a registered number means another file by now', () => {
    const [other, peer] = scope.pair();
    const [closed] = scope.pair();
    const [refused] = scope.pair();
    ping(peer);
    leaveStaleEntry();
    selector.register(closed, EVENT_READ, 'a socket that is ready');
    selector.register(refused, EVENT_READ, 'a file that no epoll takes');
    dup2(other, closed);
    const nothing = openSync('/dev/null', 'r');
    dup2(nothing, refused);
    closeSync(nothing);
    expect(selector.select(10)).toEqual([]);
    expect(selector.rebuilds).toBe(1);
    // The selector watches the number again after modify.
    selector.modify(closed, EVENT_READ, 'again');
    expect(selector.select(10).map(({ key }) => key.data)).toEqual(['again']);
  });

  it('costs what is ready beside it nothing', () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    ping(b);
    leaveStaleEntry();
    for (let round = 0; round < 3; round++) {
      expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
    }
    expect(selector.rebuilds).toBe(1);
  });

  it('does not shorten the wait', () => {
    leaveStaleEntry();
    const start = performance.now();
    expect(selector.select(100)).toEqual([]);
    expect(performance.now() - start).toBeGreaterThanOrEqual(100);
  });

  it('leaves every registration with its options, and the waker, in the new set', () => {
    const [level, edge, oneshot, exclusive] = [0, 1, 2, 3].map(() => scope.pair()) as [
      [number, number],
      [number, number],
      [number, number],
      [number, number],
    ];
    selector.register(level[0], EVENT_READ);
    selector.register(edge[0], EVENT_READ, null, { edge: true });
    selector.register(oneshot[0], EVENT_READ, null, { oneshot: true });
    selector.register(exclusive[0], EVENT_READ, null, { exclusive: true });
    const waker = selector.waker();
    leaveStaleEntry();
    selector.select(0);
    expect(selector.rebuilds).toBe(1);
    for (const [, b] of [level, edge, oneshot, exclusive]) ping(b);
    expect(selector.select()).toHaveLength(4);
    expect(summary(selector.select(0)).map(([fd]) => fd)).toEqual([level[0], exclusive[0]]);
    drain(level[0]);
    drain(exclusive[0]);
    waker.wake();
    expect(selector.select()).toEqual([]);
  });

  it('does not re-arm a oneshot registration that has reported, not even for a hang-up', () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ, 'data', { oneshot: true });
    ping(b);
    expect(selector.select()).toHaveLength(1);
    leaveStaleEntry();
    selector.select(0);
    expect(selector.rebuilds).toBe(1);
    scope.close(b);
    expect(selector.select(20)).toEqual([]);
    selector.modify(a, EVENT_READ, 'data');
    expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
    expect(selector.select(0)).toEqual([]);
    selector.modify(a, EVENT_READ, 'data');
    expect(selector.unregister(a).data).toBe('data');
  });

  it('does not make selectAsync spin, and does not end it', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    const peer = leaveStaleEntry();
    expect(await fewestTurnsDuring(() => selector.selectAsync(300))).toBeLessThan(MOST_TURNS);
    expect(selector.rebuilds).toBe(1);
    ping(peer);
    const pending = selector.selectAsync();
    setTimeout(() => ping(b), 5);
    expect(summary(await pending)).toEqual([[a, EVENT_READ]]);
  });

  it('met by a blocking select leaves a pending selectAsync in force', async () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    const pending = selector.selectAsync();
    await new Promise((resolve) => setImmediate(resolve));
    leaveStaleEntry();
    expect(selector.select(0)).toEqual([]);
    expect(selector.rebuilds).toBe(1);
    setTimeout(() => ping(b), 5);
    expect(summary(await pending)).toEqual([[a, EVENT_READ]]);
  });

  it('of a number that is in use again by an idle file is not mistaken for it', async () => {
    const [[idle, idlePeer], [a, b]] = [scope.pair(), scope.pair()];
    scope.dup(a);
    selector.register(a, EVENT_READ, 'old');
    dup2(idle, a);
    selector.unregister(a);
    selector.register(a, EVENT_READ, 'new');
    ping(b);
    expect(await selector.selectAsync(20)).toEqual([]);
    ping(idlePeer);
    expect((await selector.selectAsync()).map(({ key }) => key.data)).toEqual(['new']);
  });
});

describe(
  'S32: a descriptor closed, but never unregistered, whose file lives on',
  needsEpoll,
  () => {
    it('is skipped by the dispatch loop and does not make it spin', () => {
      const [a, b] = scope.pair();
      scope.dup(a);
      selector.register(a, EVENT_READ);
      ping(b);
      scope.close(a);
      expect([...selector.select()]).toEqual([]);
      expect(selector.select(20)).toEqual([]);
      expect(selector.rebuilds).toBe(1);
      expect(selector.unregister(a).fd).toBe(a);
    });

    it('is not revived as whoever owns its number now, until modify says so', () => {
      const [[spare, sparePeer], [a, b]] = [scope.pair(), scope.pair()];
      scope.dup(a);
      selector.register(a, EVENT_READ);
      ping(b);
      scope.close(a);
      expect(scope.dup(spare, a)).toBe(a);
      ping(sparePeer);
      expect([...selector.select()]).toEqual([]);
      expect(selector.select(20)).toEqual([]);
      selector.modify(a, EVENT_READ);
      expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
    });
  },
);
