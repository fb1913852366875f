// Test runners replace the clocks and timers of the whole process. Limits and drains use the real ones.
import { setImmediate } from 'node:timers';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TCPServer, ThreadPoolTCPServer } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, serving } from '../support/servers.js';

const client = startClient();
const handler = {
  module: new URL('../fixtures/leaving-handler.mjs', import.meta.url),
  name: 'LeavingHandler',
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('requestTimeoutMs ends a request that takes longer', async () => {
  const options = { maxWorkers: 1, requestTimeoutMs: 20 };
  const server = serving(new ThreadPoolTCPServer(anyPort, handler, options));
  // The connection is reset instead of closed if the time was up before the handler had read.
  const ask = (word: string) => client.exchange(server.serverAddress, word).catch(() => '');
  expect(await ask('meet')).toBe('');
  // On a slow machine the next request may take too long as well, but some later one does not.
  let answer = await ask('next');
  while (answer === '') answer = await ask('next');
  expect(answer).toBe('NEXT');
});

it('a pool grows when a request waits', async () => {
  const options = { minWorkers: 1, maxWorkers: 2, growAfterMs: 1 };
  const server = serving(new ThreadPoolTCPServer(anyPort, handler, options));
  const held = await client.connect(server.serverAddress);
  await client.send(held, 'meet');
  expect(await client.exchange(server.serverAddress, 'next')).toBe('NEXT');
  await client.close(held);
  server.abortRequests();
});

it('handleRequest finds that its time is up', async () => {
  let times = 0;
  class Server extends TCPServer {
    override handleTimeout(): void {
      times++;
    }
  }
  await using server = new Server(anyPort, handler, { timeoutMs: 5 });
  await server.handleRequest();
  expect(times).toBe(1);
});

it('serveForever calls serviceActions every pollIntervalMs', async () => {
  let times = 0;
  class Server extends TCPServer {
    override serviceActions(): void {
      if (++times === 3) void this.shutdown();
    }
  }
  await using server = new Server(anyPort, handler);
  await server.serveForever({ pollIntervalMs: 1 });
  expect(times).toBe(3);
});

it('serverClose aborts what is under way after graceMs', async () => {
  const server = new ThreadPoolTCPServer(anyPort, handler, { maxWorkers: 1 });
  const served = server.serveForever();
  expect(await client.exchange(server.serverAddress, 'first')).toBe('FIRST');
  const held = client.exchange(server.serverAddress, 'meet').catch(() => '');
  while (server.stats().accepted < 2) await new Promise(setImmediate);
  const { aborted } = await server.serverClose({ graceMs: 20 });
  expect(aborted).toHaveLength(1);
  expect(await held).toBe('');
  await served;
});
