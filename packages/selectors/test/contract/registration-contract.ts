// S1 to S9: which objects and events can be registered, and which are refused.

import { SocketError } from '@fdset/posix';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';

import { EVENT_READ, EVENT_WRITE, SelectorKey } from '../../src/index.js';
import type { BaseSelector, FileObjectLike } from '../../src/index.js';
import { expectThrow, summary } from '../support/expectations.js';
import { ping, scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';

export function registrationContract(backend: Backend): void {
  const scope = scopePerTest();
  let selector: BaseSelector;

  beforeEach(() => {
    selector = scope.closing(backend.create());
  });

  it('S1: returns a key with file object, descriptor, events and data', () => {
    const [fd] = scope.pair();
    const object = { fileno: () => fd };
    const key = selector.register(object, EVENT_READ | EVENT_WRITE, 'data');
    expect(key).toBeInstanceOf(SelectorKey);
    expect(key).toEqual({ fileobj: object, fd, events: 3, data: 'data' });
  });

  it('S1: makes keys immutable, with undefined for data that is not given', () => {
    const [fd] = scope.pair();
    const key = selector.register(fd, EVENT_READ);
    expect(key.data).toBeUndefined();
    expect(Object.isFrozen(key)).toBe(true);
  });

  it.each([0, 4, 999_999, -1, 1.5, NaN, 2 ** 32 + 1])('S2: refuses the events %d', (events) => {
    const [fd] = scope.pair();
    expectThrow(() => selector.register(fd, events), RangeError, 'ERR_FDSET_INVALID_EVENTS');
    expect(selector.getMap().size).toBe(0);
  });

  it('S2: refuses events that are not a number', () => {
    const [fd] = scope.pair();
    const events = '1' as unknown as number;
    expectThrow(() => selector.register(fd, events), TypeError, 'ERR_FDSET_INVALID_ARG_TYPE');
  });

  it.each([
    'stdin',
    null,
    undefined,
    true,
    3n,
    1.5,
    NaN,
    {},
    { fileno: () => '3' },
    { fileno: () => 1.5 },
    { fd: null },
  ])('S3: refuses %o as an invalid file object', (value) => {
    const fileobj = value as FileObjectLike;
    const code = 'ERR_FDSET_INVALID_FILE_OBJECT';
    const error = expectThrow(() => selector.register(fileobj, EVENT_READ), TypeError, code);
    expect(error.message).toMatch(/invalid file object/i);
  });

  it.each([-1, -10, { fileno: () => -1 }, 2 ** 31])(
    'S3: refuses the descriptor of %o',
    (fileobj) => {
      const register = (): unknown => selector.register(fileobj, EVENT_READ);
      const error = expectThrow(register, RangeError, 'ERR_FDSET_OUT_OF_RANGE');
      expect(error.message).toMatch(/invalid file descriptor/i);
    },
  );

  it('S4: refuses an object that has been closed', () => {
    const [fd] = scope.pair();
    const object = { fd, fileno: () => object.fd };
    object.fd = -1;
    const register = (): unknown => selector.register(object, EVENT_READ);
    expectThrow(register, RangeError, 'ERR_FDSET_OUT_OF_RANGE');
  });

  it('S5: refuses an object twice, and its number through another object', () => {
    const [fd] = scope.pair();
    const object = { fileno: () => fd };
    const key = selector.register(object, EVENT_READ);
    for (const again of [object, fd, { fileno: () => fd }]) {
      const register = (): unknown => selector.register(again, EVENT_WRITE);
      expectThrow(register, RangeError, 'ERR_FDSET_ALREADY_REGISTERED');
    }
    expect(selector.getKey(fd)).toBe(key);
  });

  it('S6: reports both of two duplicates of one socket', () => {
    const [a, b] = scope.pair();
    const twin = scope.dup(a);
    selector.register(a, EVENT_READ);
    selector.register(twin, EVENT_READ);
    ping(b);
    expect(summary(selector.select())).toEqual([
      [a, EVENT_READ],
      [twin, EVENT_READ],
    ]);
  });

  it('S7: refuses a number that is not open, and keeps no key', () => {
    const [fd] = scope.pair();
    scope.close(fd);
    expectThrow(() => selector.register(fd, EVENT_READ), SocketError, 'EBADF');
    expect(selector.getMap().has(fd)).toBe(false);
    expect(selector.select(0)).toEqual([]);
  });

  it('S7: survives a descriptor that is closed while registered, and serves the others', () => {
    const [closed] = scope.pair();
    const [a, b] = scope.pair();
    selector.register(closed, EVENT_READ);
    selector.register(a, EVENT_READ);
    scope.close(closed);
    ping(b);
    const expected = [[a, EVENT_READ]];
    if (backend.closedDescriptors === 'reported') expected.push([closed, EVENT_READ]);
    const ready = selector.select();
    expect(summary(ready)).toEqual(expected.toSorted(([x], [y]) => Number(x) - Number(y)));
    expect([...ready].map(({ key }) => key.fd)).toEqual([a]);
    // A closed descriptor is not reported again after the dispatch loop has reached it.
    expect(summary(selector.select(0))).toEqual([[a, EVENT_READ]]);
    expect(selector.unregister(closed).fd).toBe(closed);
  });

  it(`S8: regular files are ${backend.regularFiles}`, () => {
    const fd = openSync(join(scope.folder(), 'file'), 'w+');
    try {
      const register = (): unknown => selector.register(fd, EVENT_READ | EVENT_WRITE);
      if (backend.regularFiles === 'refused') {
        const { message } = expectThrow(register, SocketError, 'EPERM');
        expect(message).toContain(`descriptor ${fd} is a regular file`);
        expect(selector.getMap().size).toBe(0);
        expectThrow(() => selector.getKey(fd), RangeError, 'ERR_FDSET_NOT_REGISTERED');
      } else {
        register();
        const ofEmptyFile = backend.regularFiles === 'ready' ? 3 : EVENT_WRITE;
        for (let round = 0; round < 2; round++)
          expect(summary(selector.select())).toEqual([[fd, ofEmptyFile]]);
      }
    } finally {
      closeSync(fd);
    }
  });

  it('S9: takes descriptors up to its limit, and refuses others with a clear RangeError', () => {
    const [a, b] = scope.pair();
    const [below, above] = [1023, 1024].map((minimum) => scope.dup(a, minimum)) as [number, number];
    expect(below).toBe(1023);
    selector.register(below, EVENT_READ);
    const register = (): unknown => selector.register(above, EVENT_READ);
    if (above < backend.descriptorLimit) register();
    else {
      const error = expectThrow(register, RangeError, 'ERR_FDSET_OUT_OF_RANGE');
      expect(error.message).toContain('FD_SETSIZE');
    }
    ping(b);
    const expected = above < backend.descriptorLimit ? [below, above] : [below];
    expect(summary(selector.select()).map(([fd]) => fd)).toEqual(expected);
  });
}
