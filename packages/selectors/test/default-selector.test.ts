// DefaultSelector, and the types of selectors.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, expectTypeOf, it } from 'vitest';

import { HANG_MS } from '../../../vitest.base.mjs';

import {
  BaseSelector,
  DefaultSelector,
  EVENT_READ,
  EpollSelector,
  KqueueSelector,
  PollSelector,
} from '../src/index.js';
import type { FileObjectLike, ReadyEntry, SelectorKey } from '../src/index.js';
import { ping, scopePerTest } from './support/scope.js';

const scope = scopePerTest();

it('is the best class that this system has: epoll on Linux, kqueue on macOS', () => {
  const [epoll, kqueue] = [existsSync('/proc/sys/fs/epoll'), process.platform === 'darwin'];
  expect(DefaultSelector).toBe(epoll ? EpollSelector : kqueue ? KqueueSelector : PollSelector);
  expect(scope.closing(new DefaultSelector())).toBeInstanceOf(BaseSelector);
});

it('is the best class although no descriptor is free where it is looked for', () => {
  const fixture = fileURLToPath(
    new URL('fixtures/default-without-descriptors.mjs', import.meta.url),
  );
  const program = spawnSync(
    'sh',
    ['-c', 'ulimit -n 64; exec "$0" "$1"', process.execPath, fixture],
    { encoding: 'utf8', timeout: HANG_MS, killSignal: 'SIGKILL' },
  );
  expect(program.stderr).toBe('');
  expect(program.stdout.trim()).toBe(DefaultSelector.name);
});

it('S1: carries the types of data and file object from register to select', () => {
  class Connection {
    readonly fd: number;
    constructor(fd: number) {
      this.fd = fd;
    }
    fileno(): number {
      return this.fd;
    }
  }
  type Callback = (connection: Connection, mask: number) => string;

  const [a, b] = scope.pair();
  const selector = scope.closing(new DefaultSelector<Callback, Connection>());
  selector.register(new Connection(a), EVENT_READ, (connection, mask) => {
    return `${connection.fd} ${mask}`;
  });
  ping(b);
  const results: string[] = [];
  for (const { key, events } of selector.select()) results.push(key.data(key.fileobj, events));
  expect(results).toEqual([`${a} ${EVENT_READ}`]);

  expectTypeOf(selector.select()).toEqualTypeOf<ReadyEntry<Callback, Connection>[]>();
  expectTypeOf(selector.getKey(a)).toEqualTypeOf<SelectorKey<Callback, Connection>>();
  // @ts-expect-error The data may be left out only where its type allows undefined.
  const withoutData = (): unknown => selector.register(new Connection(a), EVENT_READ);
  // @ts-expect-error Only file objects of the declared type may be registered.
  const wrongObject = (): unknown => selector.register(a, EVENT_READ, () => '');
  expect([withoutData, wrongObject]).toHaveLength(2);
});

it('S1: takes any file object and any data by default', () => {
  const selector = scope.closing(new DefaultSelector());
  const [a] = scope.pair();
  const key = selector.register(a, EVENT_READ);
  expectTypeOf(key).toEqualTypeOf<SelectorKey<unknown, FileObjectLike>>();
  expect(key.data).toBeUndefined();
});
