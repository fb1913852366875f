// S22, S25, S27 to S31: which descriptors are reported as ready, and for what.

import { SHUT_WR, shutdown, tryConnect } from '@fdset/posix';
import { beforeEach, expect, it } from 'vitest';

import { EVENT_PRI, EVENT_RDHUP, EVENT_READ, EVENT_WRITE, EpollSelector } from '../../src/index.js';
import type { BaseSelector } from '../../src/index.js';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { expectSleeps } from '../../../../scripts/test/expect-sleeps.mjs';
import { openFileLimit } from '../support/children.js';
import { MOST_TURNS, fewestTurnsDuring, expectThrow, summary } from '../support/expectations.js';
import { hasEpoll } from '../support/mechanisms.js';
import { hungUp, waitForConnection } from '../support/hung-up.js';
import { drain, ping, pingUrgently, scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';

const BOTH = EVENT_READ | EVENT_WRITE;

export function readinessContract(backend: Backend): void {
  const scope = scopePerTest();
  let selector: BaseSelector;

  beforeEach(() => {
    selector = scope.closing(backend.create());
  });

  /** Both ends of a TCP connection. */
  function connection(): [number, number] {
    const { fd: listener, address } = scope.listener();
    const client = scope.tcpSocket();
    tryConnect(client, address);
    const server = scope.own(waitForConnection(listener));
    return [client, server];
  }

  it('S22: yields key and mask in one entry, masked by the interest', () => {
    const [a, b] = scope.pair();
    const key = selector.register(a, BOTH);
    selector.register(b, EVENT_READ);
    expect(selector.select()).toEqual([{ key, events: EVENT_WRITE }]);
    ping(b);
    expect(selector.select()).toEqual([{ key, events: BOTH }]);
    selector.modify(a, EVENT_READ);
    expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
    drain(a);
    expect(selector.select(0)).toEqual([]);
  });

  it('S22: goes on reporting what is not consumed', () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ);
    ping(b);
    for (let round = 0; round < 3; round++) {
      expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
    }
  });

  it('S27: a hang-up counts as what was asked for', () => {
    const interests = [EVENT_READ, EVENT_WRITE, BOTH];
    const fds = interests.map((events) => {
      const [a, b] = scope.pair();
      selector.register(a, events);
      scope.close(b);
      return a;
    });
    const expected = fds.map((fd, index) => [fd, interests[index]]);
    expect(summary(selector.select(0))).toEqual(expected);
  });

  it('S27: an error counts as what was asked for: a pipe without reader', () => {
    const [reader, writer] = scope.pipe();
    selector.register(writer, EVENT_WRITE);
    scope.close(reader);
    expect(summary(selector.select())).toEqual([[writer, EVENT_WRITE]]);
  });

  it('S27: a refused connect is ready for reading and writing', () => {
    const { fd: listener, address } = scope.listener();
    scope.close(listener);
    const client = scope.tcpSocket();
    try {
      tryConnect(client, address);
    } catch {
      // On the loopback interface connect(2) may report the refusal at once.
    }
    selector.register(client, BOTH);
    expect(summary(selector.select())).toEqual([[client, BOTH]]);
  });

  it('S28: a TCP half-close gives both', () => {
    const [client, server] = connection();
    selector.register(server, BOTH);
    shutdown(client, SHUT_WR);
    selector.modify(server, EVENT_READ);
    expect(summary(selector.select())).toEqual([[server, EVENT_READ]]);
    selector.modify(server, BOTH);
    expect(summary(selector.select(0))).toEqual([[server, BOTH]]);
  });

  it('S29: finds exactly the writable ones of thousands of pairs', () => {
    const room = Math.min(openFileLimit(), backend.descriptorLimit, 18_500);
    const pairs = Array.from({ length: Math.floor((room - 200) / 2) }, () => scope.pair());
    for (const [a, b] of pairs) {
      selector.register(a, EVENT_READ);
      selector.register(b, EVENT_WRITE);
    }
    const writable = pairs.map(([, b]): [number, number] => [b, EVENT_WRITE]);
    expect(summary(selector.select())).toEqual(writable.toSorted(([a], [b]) => a - b));
    for (const [, b] of pairs) selector.unregister(b);
    const chosen = pairs.filter((_, index) => index % 1000 === 7);
    for (const [, b] of chosen) ping(b);
    const readable = chosen.map(([a]): [number, number] => [a, EVENT_READ]);
    expect(summary(selector.select())).toEqual(readable.toSorted(([a], [b]) => a - b));
  });

  it('S30: of 12 pairs, one write makes its reader ready and no other', () => {
    const pairs = Array.from({ length: 12 }, () => scope.pair());
    for (const [a] of pairs) selector.register(a, EVENT_READ);
    for (const [a, b] of pairs.toReversed()) {
      ping(b);
      expect(summary(selector.select())).toEqual([[a, EVENT_READ]]);
      drain(a);
    }
    expect(selector.select(0)).toEqual([]);
  });

  it('S31: a registration outlived by a duplicate of its file does not spin', async () => {
    const [a, b] = scope.pair();
    const keepsTheFileOpen = scope.dup(a);
    selector.register(a, EVENT_READ);
    scope.close(a);
    selector.unregister(a);
    ping(b);
    expectSleeps(() => expect(selector.select(100)).toEqual([]));
    expect(await fewestTurnsDuring(() => selector.selectAsync(300))).toBeLessThan(MOST_TURNS);
    expect(drain(keepsTheFileOpen)).toBe('x');
  });

  it('S31: nor does it show up as the next owner of its number', () => {
    const [[idle, idlePeer], [a, b]] = [scope.pair(), scope.pair()];
    scope.dup(a);
    selector.register(a, EVENT_READ);
    scope.close(a);
    selector.unregister(a);
    expect(scope.dup(idle, a)).toBe(a);
    selector.register(a, EVENT_READ, 'new');
    ping(b);
    expect(selector.select(20)).toEqual([]);
    ping(idlePeer);
    expect(selector.select().map(({ key }) => key.data)).toEqual(['new']);
  });

  it('S33: reports urgent data as EVENT_PRI where it can', () => {
    const [client, server] = connection();
    expect(selector.supportsPri).toBe(backend.capabilities.pri);
    const register = (): unknown => selector.register(server, EVENT_PRI);
    if (!backend.capabilities.pri) {
      expectThrow(register, TypeError, 'ERR_FDSET_UNSUPPORTED');
      return;
    }
    register();
    expect(selector.select(0)).toEqual([]);
    pingUrgently(client);
    expect(summary(selector.select())).toEqual([[server, EVENT_PRI]]);
  });

  it('S33: reports the end of the peer’s sending as EVENT_RDHUP where it can', () => {
    const [client, server] = connection();
    expect(selector.supportsRdhup).toBe(backend.capabilities.rdhup);
    const register = (): unknown => selector.register(server, EVENT_RDHUP);
    if (!backend.capabilities.rdhup) {
      expectThrow(register, TypeError, 'ERR_FDSET_UNSUPPORTED');
      return;
    }
    register();
    ping(client);
    expect(selector.select(20)).toEqual([]);
    shutdown(client, SHUT_WR);
    expect(summary(selector.select())).toEqual([[server, EVENT_RDHUP]]);
  });

  const needsPri = needsThat(backend.capabilities.pri, 'needs EVENT_PRI');

  it(
    'S33: tells a hang-up also to those who asked for neither reading nor writing',
    needsPri,
    () => {
      const [a, b] = scope.pair();
      selector.register(a, EVENT_PRI);
      scope.close(b);
      expect(summary(selector.select(0))).toEqual([[a, EVENT_PRI]]);
    },
  );

  const needsEpoll = needsThat(hasEpoll, 'needs epoll');

  it(
    'S33: finds whatever epoll announces of a hang-up, so that no wait beside the event loop spins',
    needsEpoll,
    async () => {
      const interests = [1, 2, 3].flatMap((events) => [events, events | EVENT_PRI]);
      const found = new Map<string, number>();
      const announced = new Map<string, number>();
      using epoll = new EpollSelector();
      for (const [kind, fd] of Object.entries(hungUp(scope)))
        for (const events of [...interests, EVENT_PRI]) {
          selector.register(fd, events);
          epoll.register(fd, events);
          found.set(`${kind} ${events}`, (await selector.selectAsync(1)).length);
          announced.set(`${kind} ${events}`, epoll.select(0).length);
          selector.unregister(fd);
          epoll.unregister(fd);
        }
      expect(found).toEqual(announced);
      expect([...announced.values()].filter((count) => count > 0).length).toBeGreaterThan(20);
    },
  );
}
