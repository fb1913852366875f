// Servers that are closed while their threads or processes start.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ForkingTCPServer, ThreadPoolTCPServer, ThreadingTCPServer } from '@fdset/socketserver';
import type { HandlerReference } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { childrenOf, forkServersOf, stateOf } from '../support/processes.js';
import { anyPort, freshDirectory, thrownBy, until } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const client = startClient();

const slowHandler = (query: URLSearchParams): HandlerReference => ({
  module: new URL(`../fixtures/slow-module.mjs?${query.toString()}`, import.meta.url),
  name: 'SlowHandler',
});

/** The files in which a handler module notes that it is loading, waits for leave to go on, and notes that it has loaded. */
const slowModule = () => {
  const directory = freshDirectory();
  const [loading, leave, loaded] = ['loading', 'leave', 'loaded'].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  const query = new URLSearchParams({ loading, leave, loaded });
  return { loading, leave, loaded, handler: slowHandler(query) };
};

/** Closes a server whose thread is loading the handler, then gives it leave if it may go on. Returns whether it loaded. */
const closeLoading = async (mayLoad: boolean): Promise<boolean> => {
  const { loading, leave, loaded, handler } = slowModule();
  const server = new ThreadPoolTCPServer(anyPort, handler);
  const served = server.serveForever();
  await until(() => existsSync(loading));
  const closed = server.serverClose({ graceMs: 0 });
  if (mayLoad) writeFileSync(leave, '');
  await closed;
  await served;
  return existsSync(loaded);
};

// Node 20 leaks the descriptor of a module's file if a worker is terminated while it reads that.
it('a thread is not ended before it has loaded its handler', async () => {
  expect(await closeLoading(true)).toBe(true);
});

it('a thread that never loads its handler is ended all the same', async () => {
  expect(await closeLoading(false)).toBe(false);
});

it('the connection of a request whose thread is still starting ends as well', async () => {
  const { loading, leave, handler } = slowModule();
  writeFileSync(leave, '');
  const server = new ThreadingTCPServer(anyPort, handler);
  const served = server.serveForever();
  const clients = [await client.connect(server.serverAddress)];
  // The server begins with one thread, which has started when it accepts.
  await until(() => server.stats().active === 1);
  rmSync(leave);
  rmSync(loading);
  clients.push(await client.connect(server.serverAddress));
  await until(() => server.stats().active === 2 && existsSync(loading));
  const closed = server.serverClose({ graceMs: 0 });
  writeFileSync(leave, '');
  for (const one of clients) expect(await client.recvAndClose(one)).toBe('');
  expect((await closed).aborted).toHaveLength(2);
  await served;
});

/** Also when its adoptive parent has not yet read its exit status. */
const hasEnded = (pid: number): boolean => ['', 'Z'].includes(stateOf(pid));

// This fork server is about to warm up for its children, and the first of them waits.
it('a fork server that has just loaded the handler leaves no descriptor', async () => {
  await client.ready();
  const opened = openedFromNow();
  const handler = slowHandler(new URLSearchParams({ stop: '' }));
  const server = new ForkingTCPServer(anyPort, handler);
  const served = server.serveForever();
  await until(() => forkServersOf(process.pid).some((pid) => stateOf(pid) === 'T'));
  const [forkServer = 0] = forkServersOf(process.pid);
  const closed = server.serverClose();
  process.kill(forkServer, 'SIGCONT');
  await closed;
  await served;
  expect(opened()).toEqual([]);
});

it('a fork server that warms up leaves no descriptor', async () => {
  await client.ready();
  const opened = openedFromNow();
  const { leave, loaded, handler } = slowModule();
  writeFileSync(leave, '');
  const server = new ForkingTCPServer(anyPort, handler);
  const served = server.serveForever();
  await until(() => existsSync(loaded));
  await server.serverClose();
  await served;
  expect(opened()).toEqual([]);
});

/** Stops the first child of the fork server, which tests whether forking works and would end by itself in a moment. */
const stopFirstChild = async (): Promise<number> => {
  for (;;) {
    await setImmediate();
    const [child] = forkServersOf(process.pid).flatMap(childrenOf);
    if (child !== undefined && thrownBy(() => process.kill(child, 'SIGSTOP')) === undefined)
      return child;
  }
};

it('the child that tests whether forking works ends with the server, and leaves no descriptor', async () => {
  await client.ready();
  const opened = openedFromNow();
  const { leave, handler } = slowModule();
  writeFileSync(leave, '');
  const server = new ForkingTCPServer(anyPort, handler);
  const served = server.serveForever();
  const child = await stopFirstChild();
  await server.serverClose();
  await served;
  const isOver = hasEnded(child);
  // A stopped child would keep the output of the test run open.
  if (!isOver) process.kill(child, 'SIGKILL');
  expect(isOver).toBe(true);
  expect(opened()).toEqual([]);
});
