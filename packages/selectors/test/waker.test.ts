// S33: edge cases of Waker: closed selectors, ended threads, reused numbers.

import { tryRecv } from '@fdset/posix';
import { once } from 'node:events';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, it } from 'vitest';

import { DefaultSelector, Waker } from '../src/index.js';
import type { BaseSelector, WakerHandle } from '../src/index.js';
import { startWorker } from './support/children.js';
import { expectThrow } from './support/expectations.js';
import { scopePerTest } from './support/scope.js';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

const scope = scopePerTest();
let selector: BaseSelector;

beforeEach(() => {
  selector = scope.closing(new DefaultSelector());
});

it('S33: a handle survives structuredClone', () => {
  const waker = scope.closing(Waker.from(structuredClone(selector.waker().handle)));
  expect(waker.wake()).toBe(true);
  expect(selector.select()).toEqual([]);
});

it('S33: a handle may have come by the memory of another realm', () => {
  const { handle } = selector.waker();
  const state = runInNewContext('new SharedArrayBuffer(12)') as SharedArrayBuffer;
  const foreign = scope.closing(Waker.from({ ...handle, state }));
  expect(foreign.handle.state).toBe(state);
  for (const none of [runInNewContext('new ArrayBuffer(12)'), {}])
    expectThrow(
      () => Waker.from({ ...handle, state: none as SharedArrayBuffer }),
      TypeError,
      'ERR_FDSET_INVALID_ARG_TYPE',
    );
});

it('S33: a waker made from a handle has a descriptor of its own, and gives it back', () => {
  const { handle } = selector.waker();
  const opened = openedFromNow();
  const waker = Waker.from(handle);
  expect(opened()).toHaveLength(1);
  waker.close();
  waker[Symbol.dispose]();
  expect(opened()).toEqual([]);
  expectThrow(() => waker.wake(), TypeError, 'ERR_FDSET_CLOSED');
  expect(selector.waker().wake()).toBe(true);
});

it('S33: waking a closed selector says so, and writes to nobody', () => {
  const local = selector.waker();
  const remote = scope.closing(Waker.from(local.handle));
  selector.close();
  const fds = Array.from({ length: 8 }, () => scope.pair()).flat();
  expect(fds).toContain(local.handle.fd);
  expect([local.wake(), remote.wake()]).toEqual([false, false]);
  expect(scope.closing(Waker.from(local.handle)).wake()).toBe(false);
  for (const fd of fds) expect(tryRecv(fd, Buffer.alloc(8))).toBe(-1);
});

it('S33: a handle whose thread was terminated unclosed wakes nobody, whoever has the number', async () => {
  const worker = startWorker('idle-selector.mjs', null);
  const [handle] = (await once(worker, 'message')) as [WakerHandle];
  const early = scope.closing(Waker.from(handle));
  await worker.terminate();
  const [[a, b]] = [scope.pair()];
  if (a !== handle.fd && b !== handle.fd) scope.dup(a, handle.fd);
  expect(scope.closing(Waker.from(handle)).wake()).toBe(false);
  expect(early.wake()).toBe(true);
  for (const fd of [a, b]) expect(tryRecv(fd, Buffer.alloc(8))).toBe(-1);
});

it('S33: wake-ups of many threads are coalesced, and the last one is never lost', async () => {
  const { handle } = selector.waker();
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const workers = Array.from({ length: 3 }, () =>
    startWorker('wake-often.mjs', { handle, counter, times: 20_000 }),
  );
  const ends = Promise.all(workers.map((worker) => once(worker, 'exit')));
  let wakeups = 0;
  // Each worker counts before it wakes, so the woken thread sees the count, and the last count as well.
  while (Atomics.load(counter, 0) < 60_000) {
    expect(selector.select()).toEqual([]);
    wakeups++;
  }
  await ends;
  expect(wakeups).toBeGreaterThan(0);
  expect(wakeups).toBeLessThanOrEqual(60_000);
});

it('S33: a worker that is terminated in the middle of waking loses no later wake-up', async () => {
  const { handle } = selector.waker();
  for (let round = 0; round < 5; round++) {
    const counter = new Int32Array(new SharedArrayBuffer(4));
    const worker = startWorker('wake-often.mjs', { handle, counter, times: Infinity });
    while (Atomics.load(counter, 0) < 1000) await selector.selectAsync();
    await worker.terminate();
    selector.select(0);
    expect(selector.waker().wake()).toBe(true);
    expect(selector.select()).toEqual([]);
  }
});

it.each([null, {}, { fd: 1 }, { fd: 1, state: {} }, 'handle'])('S33: refuses %o', (value) => {
  const handle = value as unknown as WakerHandle;
  expectThrow(() => Waker.from(handle), TypeError, 'ERR_FDSET_INVALID_ARG_TYPE');
});
