import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ForkingTCPServer } from '@fdset/socketserver';
import type { ServerEvents } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { startClient } from '../support/client.js';
import { forkServersOf } from '../support/processes.js';
import { anyPort, serving } from '../support/servers.js';

const client = startClient();
const hooks = new URL('../fixtures/resolving-hooks.mjs', import.meta.url).href;

/** What a child has imported, why events say that processes are not forked, and whether there is a fork server. */
const importingChild = async (deed: string) => {
  const reasons: string[] = [];
  const listen = (message: unknown): void => {
    const { error } = message as ServerEvents['fdset:server:fallback'];
    reasons.push((error as Error).message);
  };
  subscribe('fdset:server:fallback', listen);
  onTestFinished(() => void unsubscribe('fdset:server:fallback', listen));
  const module = new URL(`../fixtures/threads-handlers.mjs?${deed}`, import.meta.url);
  const handler = { module, name: 'ImportingHandler' };
  const server = serving(new ForkingTCPServer(anyPort, handler, { spareChildren: 0 }));
  const answer = await client.exchange(server.serverAddress, 'imported');
  return { answer, reasons, forks: forkServersOf(process.pid).length > 0 };
};

const withFlags = (...flags: string[]): void => {
  const own = process.execArgv;
  process.execArgv = [...own, ...flags];
  onTestFinished(() => void (process.execArgv = own));
};

const withNodeOptions = (options: string): void => {
  const own = process.env['NODE_OPTIONS'];
  process.env['NODE_OPTIONS'] = `${own ?? ''} ${options}`;
  onTestFinished(() => {
    if (own === undefined) delete process.env['NODE_OPTIONS'];
    else process.env['NODE_OPTIONS'] = own;
  });
};

type Case = [string, string, () => void];
const some: Case[] = [
  ['the handler module registers', 'register', () => {}],
  ['NODE_OPTIONS registers', '', () => withNodeOptions(`--import=${hooks}`)],
];
const more: Case[] = [
  ['--import registers', '', () => withFlags('--import', hooks)],
  [
    '--experimental-loader has',
    '',
    () => withFlags('--no-warnings', '--experimental-loader', hooks),
  ],
];

it.each(someOf([...some, ...more], some))(
  'hooks that %s: processes are spawned, an event says why, and they can import',
  async (_, deed, setUp) => {
    setUp();
    const { answer, reasons, forks } = await importingChild(deed);
    expect(answer).toBe('imported');
    expect(reasons).toEqual([expect.stringContaining('module hooks')]);
    expect(forks).toBe(false);
  },
);

it('a worker that the handler module has started: processes are spawned, and an event says why', async () => {
  const { answer, reasons, forks } = await importingChild('a worker');
  expect(answer).toBe('imported');
  expect(reasons).toEqual([expect.stringContaining('1 of its worker threads')]);
  expect(forks).toBe(false);
});

it.each(['a worker that has ended', 'register in place', 'work of others'])(
  'no thread that a child would lack, but %s: processes are forked, and can import',
  async (deed) => {
    const { answer, reasons, forks } = await importingChild(deed);
    expect([answer, reasons, forks]).toEqual(['imported', [], true]);
  },
);
