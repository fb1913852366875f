// How a watch ends when its descriptor is closed or cannot be watched.

import { release } from '@fdset/posix';
import { closeSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';

import { EVENT_READ, EVENT_WRITE, watch } from '../../src/index.js';
import type { BaseSelector, FileObjectLike } from '../../src/index.js';
import { expectThrow, fewestTurnsDuring, MOST_TURNS } from '../support/expectations.js';
import { ping, drain, scopePerTest } from '../support/scope.js';
import { uncaughtDuring } from '../support/uncaught.js';
import { turns, watching } from '../support/watching.js';
import type { MakeSelector } from './watch-contract.js';

export function watchClosingContract(makeSelector: MakeSelector): void {
  const scope = scopePerTest();

  const open = (): { selector: BaseSelector | undefined } => {
    const selector = makeSelector();
    if (selector !== undefined) onTestFinished(() => selector.close());
    return { selector };
  };

  it('closing the descriptor ends its watches, and tells them so once', async () => {
    const options = open();
    const [a, b] = scope.pair();
    const fileobj = { fd: a };
    const errors: unknown[] = [];
    const called: number[] = [];
    const onError = (error: Error): unknown => errors.push(error);
    const reading = watching(fileobj, EVENT_READ, (_, events) => called.push(events), {
      ...options,
      onError,
    });
    watching(a, EVENT_READ, (_, events) => called.push(events), { ...options, onError });
    // The duplicate keeps the file open, and so the kernel keeps its entry.
    const duplicate = scope.dup(a);
    ping(b);
    fileobj.fd = -1;
    scope.close(a);
    expect(errors).toEqual([]);
    await turns();
    expect(errors.map((error) => (error as { code?: unknown }).code)).toEqual([
      'ERR_FDSET_CLOSED',
      'ERR_FDSET_CLOSED',
    ]);
    expect(called).toEqual([]);
    expectThrow(() => reading.modify(EVENT_WRITE), TypeError, 'ERR_FDSET_CLOSED');
    expect(
      await fewestTurnsDuring(() => new Promise((resolve) => setTimeout(resolve, 50))),
    ).toBeLessThan(MOST_TURNS);
    scope.close(duplicate);
  });

  it('giving the descriptor away ends what its object waited for, and no wait of the number', async () => {
    const options = open();
    const [a, b] = scope.pair();
    const [c, d] = scope.pair();
    const fileobj = { fd: a };
    const told: unknown[] = [];
    const called: number[] = [];
    const onError = (error: Error): unknown => told.push((error as { code?: unknown }).code);
    watching(fileobj, EVENT_READ, () => called.push(a), { ...options, onError });
    watching(c, EVENT_READ, () => called.push(drain(c).length), { ...options, onError });
    release(a);
    fileobj.fd = -1;
    release(c);
    await turns();
    expect(told).toEqual(['ERR_FDSET_DETACHED']);
    ping(b);
    ping(d);
    await turns();
    expect(called).toEqual([1]);
  });

  it('closing the descriptor is no error for a watch that asks for none', async () => {
    const [a] = scope.pair();
    watching(a, EVENT_READ, () => {}, open());
    expect(await uncaughtDuring(() => (scope.close(a), turns()))).toEqual([]);
  });

  it('the number of a closed descriptor belongs to whoever watches it next', async () => {
    const options = open();
    const [a] = scope.pair();
    const [c, d] = scope.pair();
    const old: number[] = [];
    const next: number[] = [];
    watching(a, EVENT_READ, (_, events) => old.push(events), options);
    scope.close(a);
    expect(scope.dup(c, a)).toBe(a);
    watching(a, EVENT_READ, (_, events) => (drain(a), next.push(events)), options);
    ping(d);
    await turns();
    expect([old, next]).toEqual([[], [EVENT_READ]]);
  });

  it('an object that was closed where nobody hears of it is told at its next event, and its number is not read', async () => {
    const options = open();
    const [a, b] = scope.pair();
    const fileobj = { fd: a };
    const told: unknown[] = [];
    const called: unknown[] = [];
    watching(fileobj, EVENT_READ, () => called.push('called'), {
      ...options,
      onError: (error) => told.push((error as { code?: unknown }).code),
    });
    // The object no longer has this number, so the watch must not call for the file that has it.
    fileobj.fd = -1;
    ping(b);
    await turns();
    expect([called, told]).toEqual([[], ['ERR_FDSET_CLOSED']]);
  });

  it('a number that was closed behind its back can be watched again at once', async () => {
    const options = open();
    const [a] = scope.pair();
    const [c, d] = scope.pair();
    const next: number[] = [];
    watching(a, EVENT_READ, () => {}, options);
    closeSync(a);
    expect(scope.dup(c, a)).toBe(a);
    watching(a, EVENT_READ, (_, events) => (drain(a), next.push(events)), options);
    ping(d);
    await turns();
    expect(next).toEqual([EVENT_READ]);
  });

  it('refuses what cannot be watched, and nothing is left of it', async () => {
    const options = open();
    const [a] = scope.pair();
    const nothing = (): void => {};
    const refused = (fileobj: FileObjectLike, events: number, code: string): void => {
      const isRange = code !== 'ERR_FDSET_INVALID_FILE_OBJECT';
      expectThrow(
        () => watch(fileobj, events, nothing, options),
        code === 'EBADF' ? Error : isRange ? RangeError : TypeError,
        code,
      );
    };
    refused(a, 0, 'ERR_FDSET_INVALID_EVENTS');
    refused(a, 64, 'ERR_FDSET_INVALID_EVENTS');
    refused('a' as never, EVENT_READ, 'ERR_FDSET_INVALID_FILE_OBJECT');
    refused({ fd: -1 }, EVENT_READ, 'ERR_FDSET_OUT_OF_RANGE');
    refused(1000, EVENT_READ, 'EBADF');
    expectThrow(
      () => watch(a, EVENT_READ, 5 as never, options),
      TypeError,
      'ERR_FDSET_INVALID_ARG_TYPE',
    );
    const unknown = { ...options, onerror: nothing };
    expectThrow(
      () => watch(a, EVENT_READ, nothing, unknown),
      TypeError,
      'ERR_FDSET_UNKNOWN_OPTION',
    );
    expect(options.selector?.getMap().size ?? 0).toBe(0);
  });
}
