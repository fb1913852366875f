import { dup, tryRecv } from '@fdset/posix';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import {
  EVENT_READ,
  EVENT_WRITE,
  EpollSelector,
  PollSelector,
  SelectSelector,
  watch,
} from '../src/index.js';
import { HANG_MS } from '../../../vitest.base.mjs';
import { watchClosingContract } from './contract/watch-closing-contract.js';
import { watchContract } from './contract/watch-contract.js';
import type { MakeSelector } from './contract/watch-contract.js';
import { turns, watching } from './support/watching.js';
import { startProgram } from './support/children.js';
import {
  MOST_TURNS,
  expectReject,
  expectThrow,
  fewestTurnsDuring,
} from './support/expectations.js';
import { drain, ping, scopePerTest } from './support/scope.js';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

const scope = scopePerTest();

/** Reads, and returns 1 if there was nothing to read, otherwise 0. */
const drainedInVain = (fd: number): number => (tryRecv(fd, Buffer.alloc(8)) < 0 ? 1 : 0);

const makers: readonly (readonly [string, MakeSelector])[] = [
  ['the selector of the thread', () => undefined],
  ['an EpollSelector', () => new EpollSelector()],
  ['a PollSelector', () => new PollSelector()],
  ['a SelectSelector', () => new SelectSelector()],
];

describe.each(makers)('watch, with %s', (_, makeSelector) => {
  watchContract(makeSelector);
  describe('when a descriptor is closed', () => watchClosingContract(makeSelector));
});

it('all watches of a thread take one descriptor, and give it back', () => {
  const [a, b] = scope.pair();
  const opened = openedFromNow();
  const watches = [a, b].map((fd) => watch(fd, EVENT_READ, () => {}));
  watches.push(watch(a, EVENT_WRITE, () => {}));
  expect(opened()).toHaveLength(1);
  watches.forEach((watched) => watched.stop());
  expect(opened()).toEqual([]);
});

it('a watch that is refused leaves no descriptor', () => {
  const opened = openedFromNow();
  expectThrow(() => watch(1000, EVENT_READ, () => {}), Error, 'EBADF');
  expect(opened()).toEqual([]);
});

it("a selector of one's own has the callback as the data of its key", async () => {
  const [a, b] = scope.pair();
  const selector = scope.closing(new EpollSelector<(fd: number, events: number) => void, number>());
  const called: unknown[] = [];
  watching(a, EVENT_READ, (...call) => called.push(call), { selector });
  ping(b);
  const { data, fileobj } = selector.getKey(a);
  data(fileobj, EVENT_READ);
  expect(called).toEqual([[a, EVENT_READ]]);
});

it('a selector whose watches wait refuses selectAsync, and one whose selectAsync is pending refuses watches', async () => {
  const [a] = scope.pair();
  const selector = scope.closing(new PollSelector());
  const watched = watching(a, EVENT_READ, () => {}, { selector });
  await expectReject(selector.selectAsync(), TypeError, 'ERR_FDSET_ALREADY_WAITING');
  watched.stop();
  const pending = selector.selectAsync(1);
  const watchIt = (): unknown => watch(a, EVENT_READ, () => {}, { selector });
  expectThrow(watchIt, TypeError, 'ERR_FDSET_ALREADY_WAITING');
  await pending;
  watching(a, EVENT_READ, () => {}, { selector });
});

it('closing the selector ends its watches with the closed error', async () => {
  const [a] = scope.pair();
  const selector = new SelectSelector();
  const told: unknown[] = [];
  const onError = (error: Error): unknown => told.push((error as { code?: unknown }).code);
  watching(a, EVENT_READ, () => {}, { selector, onError });
  selector.close();
  await turns();
  expect(told).toEqual(['ERR_FDSET_CLOSED']);
  const late = (): unknown => watch(a, EVENT_READ, () => {}, { selector });
  expectThrow(late, TypeError, 'ERR_FDSET_CLOSED');
});

it('a file that is always ready is told in each turn, where a selector takes it', async () => {
  const file = scope.own(openSync(import.meta.filename, 'r'));
  expectThrow(() => watch(file, EVENT_READ, () => {}), Error, 'EPERM');
  let calls = 0;
  const selector = scope.closing(new PollSelector());
  watching(file, EVENT_READ, () => calls++, { selector });
  await turns();
  await turns();
  expect(calls).toBeGreaterThan(1);
});

it('a selector that replaces its set is watched on', async () => {
  const [a, b] = scope.pair();
  const [c, d] = scope.pair();
  const inner = scope.closing(new EpollSelector());
  inner.register(a, EVENT_READ);
  inner.register(c, EVENT_READ);
  const ready: number[] = [];
  watching(inner, EVENT_READ, () => {
    for (const { key } of inner.select(0)) {
      ready.push(key.fd);
      drain(key.fd);
    }
  });
  // A file that stays open after its number was closed makes the selector replace its set.
  const duplicate = scope.dup(a);
  scope.close(a);
  ping(b);
  await turns();
  expect(inner.rebuilds).toBeGreaterThan(0);
  ping(d);
  await turns();
  expect(ready).toEqual([c]);
  scope.close(duplicate);
});

it('a lone watch is told in vain a few times at most for an entry that outlived its descriptor', async () => {
  const selector = scope.closing(new EpollSelector());
  const [a, b] = scope.pair();
  const [c, d] = scope.pair();
  let inVain = 0;
  const lone = { fd: c };
  watching(lone, EVENT_READ, () => (inVain += drainedInVain(c)), { selector });
  for (let round = 0; round < 3; round++) {
    ping(d);
    await turns();
  }
  expect(inVain).toBe(0);
  selector.register(a, EVENT_READ);
  scope.dup(a);
  scope.close(a);
  selector.unregister(a);
  ping(b);
  const idle = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 50));
  expect(await fewestTurnsDuring(idle)).toBeLessThan(MOST_TURNS);
  expect(inVain).toBeLessThan(20);
});

it('a socket of Node that gets the number of a watched descriptor is read', async () => {
  const [a, b] = scope.pair();
  const [c, d] = scope.pair();
  // The duplicate keeps the file open after `a` is closed, and so the kernel keeps its entry.
  scope.dup(a);
  const called: unknown[] = [];
  watching(a, EVENT_READ, () => called.push('called'));
  scope.close(a);
  ping(b);
  expect(dup(c, a)).toBe(a);
  const socket = new Socket({ fd: a });
  ping(d, 'said');
  const [data] = (await once(socket, 'data')) as [Buffer];
  expect([String(data), called]).toEqual(['said', []]);
  socket.destroy();
  await once(socket, 'close');
});

it.each([
  ['a watch', 'alive'],
  ['a watch that was unreferenced', 'ends'],
  ['a paused watch', 'ends'],
  ['a stopped watch', 'ends'],
  ['one of two watches that was unreferenced', 'alive'],
  ['a wait', 'alive'],
])('%s keeps the process: %s', async (what, outcome) => {
  const program = startProgram('watching.mjs', [what]);
  if (outcome === 'alive') expect(await program.line()).toBe('still here');
  expect(await program.exit).toEqual({ code: 0, signal: null });
});

it('without a descriptor to spare waits are refused where they begin, and nothing is left of them', () => {
  const fixture = fileURLToPath(new URL('fixtures/watch-without-descriptors.mjs', import.meta.url));
  const limited = ['-c', 'ulimit -n 64; exec "$0" "$1"', process.execPath, fixture];
  const child = spawnSync('sh', limited, { encoding: 'utf8', timeout: HANG_MS });
  expect(child.stderr).toBe('');
  expect(child.stdout.split('\n')).toEqual([
    'watch EMFILE',
    'watch with a PollSelector EMFILE',
    'whenReady EMFILE',
    'watch watched',
    'watch with a PollSelector watched',
    `whenReady ${EVENT_WRITE}`,
    '0',
    '',
  ]);
});

it('who leaves the events out is told of the events', () => {
  const leftOut = watch as unknown as (...given: unknown[]) => void;
  using selector = new EpollSelector();
  const register = selector.register.bind(selector) as (...given: unknown[]) => void;
  const code = 'ERR_FDSET_INVALID_ARG_TYPE';
  for (const [call, message] of [
    [() => leftOut(0, () => {}), /second argument of watch is the events.*EVENT_READ, callback/],
    [() => leftOut(0, EVENT_READ), /third argument of watch.* not undefined/],
    [() => register(0, {}), /right after the file object, got object/],
    [() => register(0), /right after the file object, got nothing/],
    [() => register(0, 'r'), /right after the file object, got the string 'r'/],
  ] as const)
    expect(call).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
    );
});
