import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ForkingTCPServer, ProcessPoolTCPServer, ThreadPoolTCPServer } from '@fdset/socketserver';
import type { StartMethod } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { startClient } from '../support/client.js';
import { anyPort, freshDirectory, serving, until } from '../support/servers.js';

const client = startClient();
const module = new URL('../fixtures/leaving-handlers.mjs', import.meta.url);
const handler = { module, name: 'LeavingHandler' };
const kinds = [
  'tick',
  'tick of a tick',
  'tick of a promise',
  'microtask',
  'immediates',
  'timer',
  'file',
  'key',
  'zip',
  'digest',
  'tick of beforeExit',
  'exit',
];
const all = kinds.flatMap((kind) => [`${kind}, sync`, `${kind}, async`]);

// A spawned process costs tens of milliseconds.
const few = someOf(
  [
    'key, sync',
    'tick, sync',
    'tick of a promise, async',
    'tick of beforeExit, sync',
    'exit, async',
  ],
  ['key, sync', 'tick of beforeExit, sync'],
);

const freshLog = (): string => join(freshDirectory(), 'log');
const linesOf = (log: string): string[] => readFileSync(log, 'utf8').split('\n').slice(0, -1);

it.each<[StartMethod, readonly string[]]>([
  ['forkserver', all],
  ['spawn', few],
])(
  '%s: what handle() left to be done is done before its process ends, whatever it is',
  async (startMethod, requests) => {
    const log = freshLog();
    const options = { startMethod, spareChildren: 0, context: { log } };
    const server = serving(new ForkingTCPServer(anyPort, handler, options));
    for (const request of requests) await client.exchange(server.serverAddress, request);
    await until(() => server.activeChildren.length === 0);
    const done = linesOf(log).filter((line) => line.startsWith('done'));
    expect(done.sort()).toEqual(requests.map((request) => `done ${request}`).sort());
  },
);

it('a thread: what handle() left to be done next is done though one request follows the other', async () => {
  const log = freshLog();
  const options = { minWorkers: 1, maxWorkers: 1, context: { log } };
  const server = serving(new ThreadPoolTCPServer(anyPort, handler, options));
  const asked = Array.from({ length: 100 }, () => 'tick, sync');
  await Promise.all(asked.map((request) => client.exchange(server.serverAddress, request)));
  await until(() => linesOf(log).length === 2 * asked.length);
  const lines = linesOf(log);
  const last = lines.lastIndexOf('handled tick, sync');
  expect(lines.indexOf('done tick, sync')).toBeLessThan(last - asked.length / 2);
});

it('a pool: what handle() left to be done next is done before the next request', async () => {
  const log = freshLog();
  const options = { minWorkers: 1, maxWorkers: 1, context: { log } };
  const server = serving(new ProcessPoolTCPServer(anyPort, handler, options));
  const next = all.filter((request) => /^(tick of a|tick,|microtask)/.test(request));
  const asked = Array.from({ length: 5 }, () => next).flat();
  await Promise.all(asked.map((request) => client.exchange(server.serverAddress, request)));
  await until(() => linesOf(log).length === 2 * asked.length);
  const lines = linesOf(log);
  const early = lines.filter(
    (line, i) => i % 2 === 0 && line.replace('handled', 'done') !== lines[i + 1],
  );
  expect(early).toEqual([]);
});
