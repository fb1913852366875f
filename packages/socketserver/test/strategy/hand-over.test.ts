// A request is on its way to a worker. A worker that is not there yet, ends too soon or cannot get the connection costs no
// client anything, and no handler ever has the connection of another one.
import { spawnSync } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ForkingTCPServer,
  ProcessPoolTCPServer,
  ThreadPoolTCPServer,
  ThreadingTCPServer,
} from '@fdset/socketserver';
import type { HandlerReference, ServerEvents } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { needs } from '../../../../scripts/test/needs.mjs';
import { startClient } from '../support/client.js';
import { anyPort, freshDirectory, serving, until, knownTo, waitOnce } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

type Told = ServerEvents['fdset:server:error'];

const client = startClient();
const upper = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};
const dying = {
  module: new URL('../fixtures/dying-handlers.mjs', import.meta.url),
  name: 'DyingHandler',
};

/** What is published on the channel of errors until the test ends. */
const errorsTold = (): Told[] => {
  const told: Told[] = [];
  const listener = (message: unknown): void => void told.push(message as Told);
  subscribe('fdset:server:error', listener);
  onTestFinished(() => void unsubscribe('fdset:server:error', listener));
  return told;
};

/** A handler whose module is loaded only while its gate is open. If the gate is broken, the module throws. */
const gated = () => {
  const gate = join(freshDirectory(), 'gate');
  writeFileSync(gate, 'open');
  const module = new URL(`../fixtures/gated-module.mjs?gate=${gate}`, import.meta.url);
  const handler: HandlerReference = { module, name: 'GatedHandler' };
  return {
    handler,
    close: () => rmSync(gate),
    open: () => writeFileSync(gate, 'open'),
    break: () => writeFileSync(gate, 'broken'),
  };
};

// From now on the process gets no further descriptor, and it needs one for each connection.
const takeDescriptors = (pid: number): void => {
  expect(spawnSync('prlimit', ['--pid', `${pid}`, '--nofile=4:']).status).toBe(0);
};

it(
  'a process without a free descriptor gets no request: another handles it, and the cause is told',
  needs('prlimit'),
  async () => {
    const told = errorsTold();
    const server = serving(new ProcessPoolTCPServer(anyPort, upper, { maxWorkers: 1 }));
    const ask = (): Promise<string> => client.exchange(server.serverAddress, 'where');
    const first = await ask();
    for (const pid of server.activeChildren) takeDescriptors(pid);
    expect(await ask()).not.toBe(first);
    expect(told).toMatchObject([{ phase: 'worker', error: { code: 'EMFILE' } }]);
    await until(() => server.stats().active === 0);
    expect(server.stats()).toMatchObject({ finished: 2, failed: 0, aborted: 0 });
  },
);

it(
  'children without a free descriptor get no request: others are forked',
  needs('prlimit'),
  async () => {
    const server = serving(new ForkingTCPServer(anyPort, upper, { spareChildren: 2 }));
    expect(await client.exchange(server.serverAddress, 'a')).toBe('A');
    await until(() => server.stats().pool?.idle === 2 && server.activeChildren.length === 2);
    const short = server.activeChildren;
    for (const pid of short) takeDescriptors(pid);
    const [pid] = (await client.exchange(server.serverAddress, 'where')).split(' ');
    expect(Number(pid)).toBeGreaterThan(0);
    expect(short).not.toContain(Number(pid));
    await until(() => server.stats().active === 0);
    expect(server.stats()).toMatchObject({ finished: 2, failed: 0 });
  },
);

it('a request whose process is killed before it looks at it goes to another', async () => {
  const server = serving(new ProcessPoolTCPServer(anyPort, upper, { maxWorkers: 1 }));
  const first = await client.exchange(server.serverAddress, 'where');
  await until(() => server.stats().active === 0);
  const [pid = 0] = server.activeChildren;
  process.kill(pid, 'SIGSTOP');
  const socket = await client.connect(server.serverAddress);
  await client.send(socket, 'where');
  await client.finish(socket);
  await until(() => server.stats().pool?.busy === 1);
  process.kill(pid, 'SIGKILL');
  const second = await client.recvAndClose(socket);
  expect(second).toMatch(/^\d+ 0$/);
  expect(second).not.toBe(first);
  await until(() => server.stats().active === 0);
  expect(server.stats()).toMatchObject({ finished: 2, failed: 0, aborted: 0 });
});

it('a request that no process has looked at ends when the server is closed', async () => {
  await client.ready();
  waitOnce();
  const opened = openedFromNow();
  const server = new ProcessPoolTCPServer(anyPort, upper, { maxWorkers: 1 });
  const served = server.serveForever();
  await client.exchange(server.serverAddress, 'a');
  const [pid = 0] = server.activeChildren;
  process.kill(pid, 'SIGSTOP');
  const socket = await client.connect(server.serverAddress);
  await until(() => server.stats().pool?.busy === 1);
  const { aborted } = await server.serverClose({ graceMs: 0 });
  await served;
  expect(aborted).toHaveLength(1);
  expect(await client.recvAndClose(socket).catch(() => '')).toBe('');
  expect(server.stats()).toMatchObject({ active: 0, aborted: 1 });
  expect(opened()).toEqual([]);
});

const threading = () => new ThreadingTCPServer(anyPort, dying, { maxThreads: 1 });
const threadPool = () => new ThreadPoolTCPServer(anyPort, dying, { maxWorkers: 1 });
const processPool = () => new ProcessPoolTCPServer(anyPort, dying, { maxWorkers: 1 });
const all = [
  ['ThreadingTCPServer', threading],
  ['ThreadPoolTCPServer', threadPool],
  ['ProcessPoolTCPServer', processPool],
] as const;

it.each(someOf(all, [all[1], all[2]]))(
  '%s: a worker that ends between two requests takes none with it',
  async (_name, make) => {
    const server = serving(make());
    const words = ['a', 'then end', 'b', 'then end', 'then end', 'c'];
    const sockets: number[] = [];
    for (const word of words) {
      const socket = await client.connect(server.serverAddress);
      sockets.push(socket);
      await client.send(socket, word);
    }
    const answers: string[] = [];
    for (const socket of sockets) answers.push(await client.recvAndClose(socket));
    expect(answers).toEqual(words.map((word) => `served ${word}`));
    await until(() => server.stats().active === 0);
    expect(server.stats()).toMatchObject({ finished: words.length, failed: 0 });
  },
);

const LIMIT_MS = 100;

const ONE = { maxWorkers: 1 };
const limited = [
  ['ThreadingTCPServer', () => ThreadingTCPServer, {}],
  ['ThreadPoolTCPServer', () => ThreadPoolTCPServer, ONE],
  ['ProcessPoolTCPServer', () => ProcessPoolTCPServer, ONE],
  ['ForkingTCPServer', () => ForkingTCPServer, { startMethod: 'spawn', spareChildren: 0 }],
] as const;

it.each(someOf(limited, [limited[0], limited[2]]))(
  '%s: requestTimeoutMs does not count while a worker starts, and ends none that starts',
  async (_name, classOf, options) => {
    const { handler, close, open } = gated();
    const Server = classOf();
    const server = serving(
      new Server(anyPort, handler, { requestTimeoutMs: LIMIT_MS, ...options }),
    );
    const silent = await client.connect(server.serverAddress);
    await until(() => server.stats().active === 1);
    close();
    expect(await client.recvAndClose(silent).catch(() => '')).toBe('');
    await until(() => server.stats().aborted === 1);
    const waiting = await client.connect(server.serverAddress);
    await client.send(waiting, 'hi');
    await until(() => server.stats().active === 1);
    await delay(2 * LIMIT_MS);
    expect(server.stats()).toMatchObject({ aborted: 1, active: 1 });
    open();
    // On a slow machine its time may be up soon after it has begun. Then a later request is answered.
    let answer = await client.recvAndClose(waiting).catch(() => '');
    while (answer === '')
      answer = await client.exchange(server.serverAddress, 'hi').catch(() => '');
    expect(answer).toMatch(/ hi$/);
  },
);

it.each([
  ['ThreadingTCPServer', () => ThreadingTCPServer],
  ['ProcessPoolTCPServer', () => ProcessPoolTCPServer],
] as const)(
  '%s: a worker that cannot start is told of, with its cause, though nobody waits any more',
  async (_name, classOf) => {
    const told = errorsTold();
    const gate = gated();
    const Server = classOf();
    const server = serving(
      new Server(anyPort, gate.handler, knownTo<object>(Server, { maxThreads: 1 })),
    );
    const first = await client.connect(server.serverAddress);
    await until(() => server.stats().active === 1);
    gate.close();
    server.abortRequests();
    expect(await client.recvAndClose(first).catch(() => '')).toBe('');
    await until(() => server.stats().active === 0);
    const waiting = await client.connect(server.serverAddress);
    await until(() => server.stats().active === 1);
    server.abortRequests();
    expect(await client.recvAndClose(waiting).catch(() => '')).toBe('');
    gate.break();
    await until(() => told.length > 0);
    expect(told).toMatchObject([
      { phase: 'worker', error: { cause: { message: 'the module is broken' } } },
    ]);
  },
);
