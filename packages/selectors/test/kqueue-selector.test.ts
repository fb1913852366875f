// The workflow runs this on macOS. S22 and S23 are about what only kqueue does: an event for each filter, and a call without
// room for events that does not wait.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { needsThat } from '../../../scripts/test/needs.mjs';
import { EVENT_READ, EVENT_WRITE, EpollSelector, KqueueSelector } from '../src/index.js';
import { selectorContract } from './contract/selector-contract.js';
import { expectSleeps } from '../../../scripts/test/expect-sleeps.mjs';
import { expectThrow, summary } from './support/expectations.js';
import { hasEpoll, hasKqueue } from './support/mechanisms.js';
import { ping, scopePerTest } from './support/scope.js';

const BOTH = EVENT_READ | EVENT_WRITE;

selectorContract({
  name: 'KqueueSelector',
  create: (options) => new KqueueSelector(options),
  isAvailable: hasKqueue,
  regularFiles: 'watched',
  descriptorLimit: Infinity,
  closedDescriptors: 'forgotten',
  capabilities: { edge: true, oneshot: true, exclusive: false, pri: false, rdhup: false },
});

describe('the filters of kqueue', needsThat(hasKqueue, 'needs kqueue'), () => {
  const scope = scopePerTest();
  let selector: KqueueSelector;
  beforeEach(() => (selector = new KqueueSelector()));
  afterEach(() => selector.close());

  it('S22: gives one entry for a descriptor that is ready by both filters', () => {
    const pairs = Array.from({ length: 100 }, () => scope.pair());
    for (const [a, b] of pairs) {
      selector.register(a, BOTH);
      ping(b);
    }
    const expected = pairs.map(([a]): [number, number] => [a, BOTH]);
    expect(summary(selector.select())).toEqual(expected.toSorted(([a], [b]) => a - b));
  });

  it('S23: sleeps without a registration, and after the last one is gone', () => {
    expectSleeps(() => expect(selector.select(50)).toEqual([]));
    const [a] = scope.pair();
    selector.register(a, BOTH);
    selector.unregister(a);
    expectSleeps(() => expect(selector.select(50)).toEqual([]));
  });

  it('S13: modify takes filters away and adds them', () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_WRITE);
    ping(b);
    for (const events of [EVENT_READ, BOTH, EVENT_WRITE]) {
      selector.modify(a, events);
      expect(summary(selector.select())).toEqual([[a, events]]);
    }
  });

  it('S33: a oneshot of both events is silent after one of them', () => {
    const [a, b] = scope.pair();
    selector.register(a, BOTH, null, { oneshot: true });
    expect(summary(selector.select())).toEqual([[a, EVENT_WRITE]]);
    ping(b);
    expect(selector.select(20)).toEqual([]);
    selector.modify(a, BOTH);
    expect(summary(selector.select())).toEqual([[a, BOTH]]);
  });
});

it(
  'where there is no kqueue, making one fails and says so',
  needsThat(!hasKqueue, 'needs a system without kqueue'),
  () => {
    expectThrow(() => new KqueueSelector(), TypeError, 'ERR_FDSET_UNSUPPORTED');
  },
);

it(
  'where there is no epoll, making one fails and says so',
  needsThat(!hasEpoll, 'needs a system without epoll'),
  () => {
    expectThrow(() => new EpollSelector(), TypeError, 'ERR_FDSET_UNSUPPORTED');
  },
);
