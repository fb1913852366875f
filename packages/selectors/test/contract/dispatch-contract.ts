// S32: the documented dispatch loop, `for (const { key, events } of selector.select())`, delivers no event whose
// registration an earlier callback of the same batch has ended.

import { beforeEach, expect, it } from 'vitest';

import { EVENT_READ, EVENT_WRITE } from '../../src/index.js';
import type { BaseSelector } from '../../src/index.js';
import { summary } from '../support/expectations.js';
import { drain, ping, scopePerTest } from '../support/scope.js';
import type { Backend } from './backend.js';

interface FileObject {
  fd: number;
  fileno(): number;
}

type Callback = (fileobj: number | FileObject, events: number) => void;

export function dispatchContract(backend: Backend): void {
  const scope = scopePerTest();
  let selector: BaseSelector<Callback, number | FileObject>;

  beforeEach(() => {
    selector = scope.closing(backend.create<Callback, number | FileObject>());
  });

  function dispatch(): void {
    for (const { key, events } of selector.select(0)) key.data(key.fileobj, events);
  }

  /** Registers one end of each of two ready pairs. The callback that runs first calls `act` with the other end. */
  function rivals(act: (other: number) => void): { delivered: number[]; fds: [number, number] } {
    const [a, b] = scope.pair();
    ping(a);
    ping(b);
    const delivered: number[] = [];
    for (const [own, other] of [
      [a, b],
      [b, a],
    ] as const) {
      selector.register(own, EVENT_READ, () => {
        delivered.push(own);
        act(other);
      });
    }
    dispatch();
    return { delivered, fds: [a, b] };
  }

  it('S32: skips what an earlier callback has unregistered', () => {
    const { delivered } = rivals((other) => selector.unregister(other));
    expect(delivered).toHaveLength(1);
  });

  it('S32: skips what an earlier callback has unregistered and closed, whose number lives on', () => {
    const [spare] = scope.pair();
    const { delivered } = rivals((other) => {
      selector.unregister(other);
      scope.close(other);
      expect(scope.dup(spare, other)).toBe(other);
      selector.register(other, EVENT_READ, () => delivered.push(-1));
    });
    expect(delivered).toHaveLength(1);
  });

  it('S32: skips a number that an earlier callback has closed without unregistering it', () => {
    const { delivered, fds } = rivals((other) => scope.close(other));
    expect(delivered).toHaveLength(1);
    const closed = fds.find((fd) => !delivered.includes(fd)) as number;
    expect(selector.unregister(closed).fd).toBe(closed);
  });

  it('S32: skips an object that an earlier callback has closed, though its number is reused', () => {
    const [readySpare, peer] = scope.pair();
    ping(peer);
    const [a, b] = [scope.pair(), scope.pair()].map(([reader, writer]) => {
      ping(writer);
      return reader;
    }) as [number, number];
    const delivered: unknown[] = [];
    const objects = [a, b].map((fd) => {
      const object: FileObject = { fd, fileno: () => object.fd };
      return object;
    }) as [FileObject, FileObject];
    for (const [own, other] of [objects, objects.toReversed()] as [FileObject, FileObject][]) {
      selector.register(own, EVENT_READ, (fileobj) => {
        delivered.push(fileobj);
        const { fd } = other;
        other.fd = -1;
        scope.close(fd);
        expect(scope.dup(readySpare, fd)).toBe(fd);
      });
    }
    dispatch();
    expect(delivered).toHaveLength(1);
    // The selector no longer watches the closed object, so it does not spin on the next file with that number.
    drain((delivered[0] as FileObject).fd);
    expect(selector.select(20)).toEqual([]);
  });

  it('S32: delivers by the key that an earlier callback has modified in', () => {
    const [a, b] = scope.pair();
    ping(a);
    ping(b);
    const delivered: string[] = [];
    const late = (_: unknown, events: number): void => void delivered.push(`late ${events}`);
    const early = (fileobj: unknown, events: number): void => {
      delivered.push(`early ${events}`);
      selector.modify(fileobj === a ? b : a, EVENT_WRITE, late);
    };
    selector.register(a, EVENT_READ | EVENT_WRITE, early);
    selector.register(b, EVENT_READ | EVENT_WRITE, early);
    dispatch();
    expect(delivered).toEqual(['early 3', 'late 2']);
  });

  it('S32: skips what an earlier callback has modified to events that are not ready', () => {
    const [a, b] = scope.pair();
    const delivered: number[] = [];
    const callback = (fileobj: unknown): void => {
      delivered.push(fileobj as number);
      selector.modify(fileobj === a ? b : a, EVENT_READ, callback);
    };
    selector.register(a, EVENT_WRITE, callback);
    selector.register(b, EVENT_WRITE, callback);
    dispatch();
    expect(delivered).toHaveLength(1);
  });

  it('S32: delivers nothing more once a callback has closed the selector', () => {
    const { delivered } = rivals(() => selector.close());
    expect(delivered).toHaveLength(1);
  });

  it('S32: index access and array methods see the batch as it was; isCurrent tells', () => {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_WRITE, () => {});
    selector.register(b, EVENT_WRITE, () => {});
    const ready = selector.select();
    selector.unregister(a);
    selector.modify(b, EVENT_WRITE, () => {});
    expect(Array.isArray(ready)).toBe(true);
    expect(summary(ready)).toEqual([
      [a, EVENT_WRITE],
      [b, EVENT_WRITE],
    ]);
    expect(ready.map(({ key }) => selector.isCurrent(key))).toEqual([false, false]);
    expect(selector.isCurrent(selector.getKey(b))).toBe(true);
    expect([...ready]).toEqual([{ key: selector.getKey(b), events: EVENT_WRITE }]);
    expect(ready.filter(() => true).constructor).toBe(Array);
  });
}
