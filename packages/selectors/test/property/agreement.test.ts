// S22: after any sequence of operations the three backends report the same, which is the true state of the descriptors.

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { EVENT_READ, EVENT_WRITE, PollSelector, SelectSelector } from '../../src/index.js';
import { KernelSelector } from '../support/mechanisms.js';
import type { BaseSelector } from '../../src/index.js';
import { summary } from '../support/expectations.js';
import { Scope, drain, ping } from '../support/scope.js';
import type { Pair } from '../support/scope.js';

const PAIRS = 5;

/** The expected state of one pair. Its first end may be registered. */
interface Line {
  pair: Pair;
  waiting: boolean;
  events: number;
}

const action = fc.record({
  verb: fc.constantFrom(
    'register',
    'register',
    'modify',
    'unregister',
    'ping',
    'ping',
    'drain',
    'replace',
    'outlive',
  ),
  index: fc.nat(PAIRS - 1),
  events: fc.constantFrom(EVENT_READ, EVENT_WRITE, EVENT_READ | EVENT_WRITE),
});

function unregister(selectors: BaseSelector[], line: Line): void {
  if (line.events !== 0) for (const selector of selectors) selector.unregister(line.pair[0]);
  line.events = 0;
}

/** Closes a pair and opens another, which often gets the same numbers. */
function replace(scope: Scope, line: Line): void {
  for (const fd of line.pair) scope.close(fd);
  line.pair = scope.pair();
  line.waiting = false;
}

function perform(
  { verb, events }: { verb: string; events: number },
  line: Line,
  selectors: BaseSelector[],
  scope: Scope,
): void {
  const [own, peer] = line.pair;
  if (verb === 'register' && line.events === 0) {
    for (const selector of selectors) selector.register(own, events);
    line.events = events;
  } else if (verb === 'modify' && line.events !== 0) {
    for (const selector of selectors) selector.modify(own, events);
    line.events = events;
  } else if (verb === 'unregister') unregister(selectors, line);
  else if (verb === 'ping') {
    ping(peer);
    line.waiting = true;
  } else if (verb === 'drain' && line.waiting) {
    drain(own);
    line.waiting = false;
  } else if (verb === 'replace') {
    unregister(selectors, line);
    replace(scope, line);
  } else if (verb === 'outlive') {
    // The end is closed before it is unregistered, and a duplicate keeps the file open. This is the stale entry of S31.
    scope.dup(own);
    scope.close(own);
    unregister(selectors, line);
    replace(scope, line);
  }
}

function expected(lines: Line[]): [number, number][] {
  return lines
    .map(({ pair, waiting, events }): [number, number] => {
      return [pair[0], events & (waiting ? EVENT_READ | EVENT_WRITE : EVENT_WRITE)];
    })
    .filter(([, events]) => events !== 0)
    .toSorted(([a], [b]) => a - b);
}

it('S22: epoll, poll and select agree with each other and with the facts', async () => {
  const property = fc.asyncProperty(
    fc.array(action, { minLength: 1, maxLength: 60 }),
    async (actions) => {
      const scope = new Scope();
      const selectors = [new KernelSelector(), new PollSelector(), new SelectSelector()];
      for (const selector of selectors) scope.closing(selector);
      try {
        const lines = Array.from({ length: PAIRS }, (): Line => {
          return { pair: scope.pair(), waiting: false, events: 0 };
        });
        for (const step of actions) {
          perform(step, lines[step.index] as Line, selectors, scope);
          for (const selector of selectors) {
            expect(summary(selector.select(0))).toEqual(expected(lines));
          }
        }
        for (const selector of selectors) {
          expect(summary(await selector.selectAsync(1))).toEqual(expected(lines));
        }
      } finally {
        scope.end();
      }
    },
  );
  await fc.assert(property, { numRuns: 300 });
});
