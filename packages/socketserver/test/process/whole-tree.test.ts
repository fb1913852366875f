// Signals that a service manager sends to a server and to everything below it.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { descendantsOf } from '../support/processes.js';
import { closeWithTest, fixture, start } from '../support/programs.js';
import { until } from '../support/servers.js';

type Kind = [server: string, options: object];

const program = fixture('tree-server.mjs');
const forked: Kind = ['ForkingTCPServer', { spareChildren: 1 }];
const spawned: Kind = ['ForkingTCPServer', { startMethod: 'spawn', spareChildren: 0 }];
const pooled: Kind = ['ProcessPoolTCPServer', { minWorkers: 1, maxWorkers: 1 }];

/** Sends a signal from a process that is neither a server nor its parent, to those processes that have not ended. */
const signal = (name: string, pids: readonly number[]): void =>
  void spawnSync('kill', ['-s', name, ...pids.map(String)]);

const areGone = (pids: readonly number[]): boolean =>
  pids.every((pid) => !existsSync(`/proc/${pid}`));

const startServer = async ([serverName, options]: Kind, how = '') => {
  const server = start(process.execPath, [program, serverName, JSON.stringify(options), how]);
  const port = Number(await server.next());
  const tree = (): number[] => descendantsOf(server.pid);
  onTestFinished(() => signal('KILL', tree()));
  // The processes below the server get the signal first, so the server does not decide what becomes of them.
  return {
    ...server,
    port,
    tree,
    signalAll: (name: string) => signal(name, [...tree(), server.pid]),
  };
};

/** A client that talks line by line. */
const connectTo = async (port: number) => {
  const socket = closeWithTest(createConnection(port, '127.0.0.1'));
  socket.on('error', () => {});
  await once(socket, 'connect');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => String((await lines.next()).value);
  return {
    next,
    send: (line: string) => void socket.write(`${line}\n`),
    ask: (line: string) => {
      socket.write(`${line}\n`);
      return next();
    },
    end: () => void socket.end(),
  };
};

it.each<[string, string, Kind]>([
  ['forked', 'SIGTERM', forked],
  ['spawned', 'SIGINT', spawned],
  ['pooled', 'SIGTERM', pooled],
])(
  'a %s process finishes its request after %s to all, and the server drains',
  async (_, name, kind) => {
    const server = await startServer(kind, 'drains');
    const client = await connectTo(server.port);
    expect(await client.ask('before')).toBe('BEFORE');
    const below = server.tree();
    server.signalAll(name);
    expect(await client.ask('after')).toBe('AFTER');
    client.end();
    expect(await server.next()).toBe('drained 0');
    expect(await server.exited).toEqual([0, null]);
    await until(() => areGone(below));
  },
);

it('a request that waits for a process gets one after SIGTERM to all', async () => {
  const server = await startServer(
    ['ForkingTCPServer', { maxChildren: 1, spareChildren: 0 }],
    'drains',
  );
  const first = await connectTo(server.port);
  expect(await first.ask('first')).toBe('FIRST');
  const second = await connectTo(server.port);
  server.say('');
  expect(await server.next()).toBe('2');
  server.signalAll('SIGTERM');
  first.end();
  expect(await second.ask('second')).toBe('SECOND');
  second.end();
  expect(await server.next()).toBe('drained 0');
  expect(await server.exited).toEqual([0, null]);
});

it('a second SIGTERM to all aborts what is under way, and the report says so', async () => {
  const server = await startServer(forked, 'drains aloud');
  const client = await connectTo(server.port);
  expect(await client.ask('before')).toBe('BEFORE');
  const below = server.tree();
  server.signalAll('SIGTERM');
  expect(await client.ask('after')).toBe('AFTER');
  expect(await server.next()).toBe('heard');
  // A signal within half a second of the first one would count as the first one.
  await delay(600);
  server.signalAll('SIGTERM');
  expect(await server.next()).toBe('drained 1');
  expect(await server.exited).toEqual([0, null]);
  await until(() => areGone(below));
});

it('a process whose server dies of SIGTERM to all finishes its request, and ends', async () => {
  const server = await startServer(pooled);
  const client = await connectTo(server.port);
  expect(await client.ask('before')).toBe('BEFORE');
  const below = server.tree();
  server.signalAll('SIGTERM');
  expect(await server.exited).toEqual([null, 'SIGTERM']);
  expect(await client.ask('after')).toBe('AFTER');
  client.end();
  await until(() => areGone(below));
});

it('a process whose server has died does not outlive a second signal', async () => {
  const server = await startServer(forked);
  const client = await connectTo(server.port);
  const pid = Number(await client.ask('pid'));
  server.signalAll('SIGTERM');
  expect(await server.exited).toEqual([null, 'SIGTERM']);
  expect(await client.ask('after')).toBe('AFTER');
  signal('SIGTERM', [pid]);
  await until(() => areGone([pid]));
});

it('an idle process of a pool goes on after a signal to all, and the next request is its', async () => {
  const server = await startServer(pooled);
  const first = await connectTo(server.port);
  const pid = await first.ask('pid');
  first.end();
  signal('SIGTERM', server.tree());
  const second = await connectTo(server.port);
  expect(await second.ask('pid')).toBe(pid);
});

it('a handler that listens to a signal hears it; once it does not any more, its process goes on', async () => {
  const server = await startServer(forked);
  const client = await connectTo(server.port);
  const pid = Number(await client.ask('pid'));
  expect(await client.ask('listen')).toBe('listens');
  signal('SIGTERM', [pid]);
  expect(await client.next()).toBe('heard');
  signal('SIGTERM', [pid]);
  expect(await client.ask('still there')).toBe('STILL THERE');
});

it('what a handler executes neither ignores nor handles the signals that its process outlives', async () => {
  const server = await startServer(forked);
  const client = await connectTo(server.port);
  const [ignored, handled] = (await client.ask('what is executed')).match(/[0-9a-f]{16}/g) ?? [];
  const ofBoth = BigInt(`0x${ignored}`) | BigInt(`0x${handled}`);
  expect(ofBoth & ((1n << 14n) | (1n << 1n) | 1n)).toBe(0n);
});
