// Servers that are closed while their threads or processes start.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ForkingTCPServer, ThreadPoolTCPServer, ThreadingTCPServer } from '@fdset/socketserver';
import type { HandlerReference } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { startClient } from './support/client.js';
import { anyPort, countDescriptors, freshDirectory, until } from './support/servers.js';

const client = startClient();

const slowHandler = (query: string): HandlerReference => ({
  module: new URL(`fixtures/slow-module.mjs?${query}`, import.meta.url),
  name: 'SlowHandler',
});

/** Closes a server whose thread is loading its handler. */
const closeLoading = async (query: string): Promise<void> => {
  const server = new ThreadPoolTCPServer(anyPort, slowHandler(query));
  const served = server.serveForever();
  await until(() => server.stats().crew?.hosts === 1);
  await server.serverClose({ graceMs: 0 });
  await served;
};

// Of a worker that is terminated while it reads a module, Node 20 loses the file's descriptor.
it('a thread is not ended before it has loaded its handler', async () => {
  const path = join(freshDirectory(), 'loaded');
  await closeLoading(`loaded=${path}`);
  expect(existsSync(path)).toBe(true);
});

it('a thread that never loads its handler is ended all the same', async () => {
  await closeLoading('forever');
});

it('the connection of a request whose thread is still starting ends as well', async () => {
  const handler = slowHandler(`loaded=${join(freshDirectory(), 'loaded')}`);
  const server = new ThreadingTCPServer(anyPort, handler);
  const served = server.serveForever();
  const clients = [await client.connect(server.serverAddress)];
  // The server begins with one thread, which has started when it accepts.
  await until(() => server.stats().active === 1);
  clients.push(await client.connect(server.serverAddress));
  await until(() => server.stats().active === 2);
  const closed = server.serverClose({ graceMs: 0 });
  for (const one of clients) expect(await client.recvAndClose(one)).toBe('');
  expect((await closed).aborted).toHaveLength(2);
  await served;
});

// The fork server warms up for longer than that when it has loaded the handler, and its first child waits.
it.each([5, 30])(
  'a fork server %d ms after it has loaded the handler leaves no descriptor',
  async (ms) => {
    await client.ready();
    const before = countDescriptors();
    const path = join(freshDirectory(), 'loaded');
    const server = new ForkingTCPServer(anyPort, slowHandler(`loaded=${path}`));
    const served = server.serveForever();
    await until(() => existsSync(path));
    await delay(ms);
    await server.serverClose();
    await served;
    await expect.poll(countDescriptors).toBe(before);
  },
);
