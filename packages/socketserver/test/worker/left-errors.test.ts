// Errors of what a handler left running after the end of its request.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Address, Socket } from '@fdset/socket';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ProcessPoolTCPServer, ThreadPoolTCPServer } from '@fdset/socketserver';
import type { ErrorDetails, ServerEvents } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, serving, until, knownTo } from '../support/servers.js';

const client = startClient();
const handler = {
  module: new URL('../fixtures/leaving-handler.mjs', import.meta.url),
  name: 'LeavingHandler',
};

type Told = ServerEvents['fdset:server:error'];

const told = (): Told[] => {
  const errors: Told[] = [];
  const hear = (message: unknown): void => void errors.push(message as Told);
  subscribe('fdset:server:error', hear);
  onTestFinished(() => void unsubscribe('fdset:server:error', hear));
  return errors;
};

it('of a thread without a request are published and printed, and another thread serves', async () => {
  const errors = told();
  let printed = '';
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  onTestFinished(() => write.mockRestore());
  const server = serving(new ThreadPoolTCPServer(anyPort, handler, { maxWorkers: 1 }));
  for (const [how, message] of [
    ['timer', 'left by timer'],
    ['promise', 'left by promise'],
    ['value', "thrown: 'value'"],
  ]) {
    expect(await client.exchange(server.serverAddress, `leave ${how}`)).toBe('LEAVE');
    await until(() => errors.length === 1);
    const { phase, error } = errors.pop() as Told;
    expect({ phase, message: (error as Error).message }).toEqual({ phase: 'worker', message });
    expect(printed).toContain('Exception in thread');
    expect(printed).toContain(message);
    expect(await client.exchange(server.serverAddress, 'next')).toBe('NEXT');
  }
  await until(() => server.stats().active === 0);
  expect(server.stats()).toMatchObject({ failed: 0, disconnected: 0 });
});

it('of a process without a request are published', async () => {
  const errors = told();
  const server = serving(new ProcessPoolTCPServer(anyPort, handler, { maxWorkers: 1 }));
  expect(await client.exchange(server.serverAddress, 'leave timer')).toBe('LEAVE');
  await until(() => errors.length === 1);
  expect(errors).toMatchObject([{ phase: 'worker', error: { code: 'ERR_FDSET_WORKER_ENDED' } }]);
});

it('end the request that their thread has by then, whatever they look like, and are told as its error', async () => {
  const seen: [string, string][] = [];
  class Server extends ThreadPoolTCPServer {
    override handleError(
      _request: Socket,
      _client: Address | null,
      error: unknown,
      details: ErrorDetails,
    ) {
      seen.push([details.phase, (error as Error).message]);
    }
  }
  const server = serving(new Server(anyPort, handler, knownTo(Server, { maxWorkers: 1 })));
  expect(await client.exchange(server.serverAddress, 'keep')).toBe('KEEP');
  expect(await client.exchange(server.serverAddress, 'meet')).toBe('');
  await until(() => server.stats().active === 0);
  expect(seen).toEqual([['worker', 'left by another']]);
  expect(server.stats()).toMatchObject({ failed: 1, disconnected: 0 });
  expect(await client.exchange(server.serverAddress, 'next')).toBe('NEXT');
});
