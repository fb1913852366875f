// The contract of watch and whenReady, for the shared selector of a thread and for a selector of each backend.

import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';

import { EVENT_READ, EVENT_WRITE } from '../../src/index.js';
import type { BaseSelector, Watch } from '../../src/index.js';
import { expectThrow, fewestTurnsDuring, MOST_TURNS } from '../support/expectations.js';
import { drain, ping, scopePerTest } from '../support/scope.js';
import { uncaughtDuring } from '../support/uncaught.js';
import { turns, watching } from '../support/watching.js';

/** Makes the selector that watches use; `undefined` means the shared selector of the thread. */
export type MakeSelector = () => BaseSelector | undefined;

export function watchContract(makeSelector: MakeSelector): void {
  const scope = scopePerTest();

  const open = (): { selector: BaseSelector | undefined } => {
    const selector = makeSelector();
    if (selector !== undefined) onTestFinished(() => selector.close());
    return { selector };
  };

  it('calls back with the file object and its ready events, for as long as it is ready', async () => {
    const [a, b] = scope.pair();
    const fileobj = { fd: a };
    const calls: [unknown, number][] = [];
    ping(b);
    await new Promise<void>((resolve) => {
      watching(
        fileobj,
        EVENT_READ,
        (...call) => {
          if (calls.push(call) === 2) drain(a);
          if (calls.length === 2) resolve();
        },
        open(),
      );
    });
    await turns();
    expect(calls).toEqual([
      [fileobj, EVENT_READ],
      [fileobj, EVENT_READ],
    ]);
  });

  it('watches to read and to write one descriptor side by side, each for its own events', async () => {
    const options = open();
    const [a, b] = scope.pair();
    const calls: string[] = [];
    const writing = watching(
      a,
      EVENT_WRITE,
      (_fd, events) => calls.push(`write ${events}`),
      options,
    );
    watching(a, EVENT_READ, (_fd, events) => calls.push(`read ${events} ${drain(a)}`), options);
    await turns();
    expect(new Set(calls)).toEqual(new Set(['write 2']));
    writing.stop();
    calls.length = 0;
    ping(b);
    await turns();
    expect(calls).toEqual(['read 1 x']);
  });

  it('modify changes the events, 0 pauses, and stop ends it for good', async () => {
    const [a] = scope.pair();
    let calls = 0;
    const watched = watching(a, EVENT_READ, () => calls++, open());
    await turns();
    expect(calls).toBe(0);
    watched.modify(EVENT_WRITE);
    await turns();
    expect(calls).toBeGreaterThan(0);
    watched.modify(0);
    calls = 0;
    await turns();
    expect(calls).toBe(0);
    watched.modify(EVENT_WRITE);
    await turns();
    expect(calls).toBeGreaterThan(0);
    watched.stop();
    watched.stop();
    calls = 0;
    await turns();
    expect(calls).toBe(0);
    expectThrow(() => watched.modify(EVENT_READ), TypeError, 'ERR_FDSET_CLOSED');
  });

  it('a stop or a close in a callback ends what is left of its batch for those that it ends', async () => {
    const options = open();
    const [a, b] = scope.pair();
    const [c, d] = scope.pair();
    [a, b, c, d].forEach((fd) => ping(fd));
    const called: number[] = [];
    const watches = new Map<number, Watch>();
    const endOthers = (fd: number): void => {
      called.push(fd);
      for (const [other, watched] of watches) if (other !== fd) watched.stop();
      if (fd !== a) scope.close(a);
      watches.get(fd)?.stop();
    };
    for (const fd of [a, b, c, d]) watches.set(fd, watching(fd, EVENT_READ, endOthers, options));
    await turns();
    expect(called).toHaveLength(1);
  });

  it('a callback that throws loses no other event of its batch, and its error is uncaught', async () => {
    const options = open();
    const pairs = [scope.pair(), scope.pair(), scope.pair()] as const;
    const called: number[] = [];
    for (const [fd, other] of pairs) {
      ping(other);
      watching(
        fd,
        EVENT_READ,
        () => {
          drain(fd);
          called.push(fd);
          throw new Error(`of ${fd}`);
        },
        options,
      );
      // A second watch on the same descriptor.
      watching(fd, EVENT_READ, () => called.push(-fd), options);
    }
    const uncaught = await uncaughtDuring(turns);
    const fds = pairs.map(([fd]) => fd);
    expect(called).toHaveLength(2 * fds.length);
    expect(new Set(called)).toEqual(new Set([...fds, ...fds.map((fd) => -fd)]));
    expect(uncaught.map((error) => (error as Error).message).toSorted()).toEqual(
      fds.map((fd) => `of ${fd}`).toSorted(),
    );
  });

  it('calls back in the asynchronous context of the call', async () => {
    const options = open();
    const storage = new AsyncLocalStorage<string>();
    const [a, b] = scope.pair();
    const [c] = scope.pair();
    const seen: unknown[] = [];
    storage.run('first', () => watching(c, EVENT_READ, () => {}, options));
    storage.run('second', () =>
      watching(b, EVENT_READ, () => (drain(b), seen.push(storage.getStore())), {
        ...options,
        onError: () => seen.push(storage.getStore()),
      }),
    );
    ping(a);
    await turns();
    scope.close(b);
    await turns();
    expect(seen).toEqual(['second', 'second']);
  });

  it('an idle watch takes no turns of the event loop', async () => {
    const [a] = scope.pair();
    watching(a, EVENT_READ, () => {}, open());
    const idle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 100));
    expect(await fewestTurnsDuring(idle)).toBeLessThan(MOST_TURNS);
  });

  it('an event of a watch that another callback paused is not told', async () => {
    const options = open();
    const [a, b] = scope.pair();
    const called: string[] = [];
    const first = watching(a, EVENT_WRITE, () => (called.push('a'), second.modify(0)), options);
    const second = watching(b, EVENT_WRITE, () => (called.push('b'), first.modify(0)), options);
    await turns();
    expect(new Set(called).size).toBe(1);
  });

  it('a peer that hangs up is told to readers and writers', async () => {
    const options = open();
    const [a, b] = scope.pair();
    const told = once(
      new (class extends EventTarget {
        constructor() {
          super();
          watching(a, EVENT_READ, () => this.dispatchEvent(new Event('end')), options);
        }
      })(),
      'end',
    );
    scope.close(b);
    await told;
  });
}
