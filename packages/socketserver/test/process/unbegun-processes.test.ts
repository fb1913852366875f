// Processes that never begin, and processes that would begin twice.
import { ForkingTCPServer, ProcessPoolTCPServer, subscribe } from '@fdset/socketserver';
import type { AnyServer } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { injectOnce, mayInject } from '../support/injecting.js';
import { anyPort, serving } from '../support/servers.js';

const handler = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};
const client = startClient();
const refuseThread = (thread: number) =>
  injectOnce(`clone,clone3:error=EAGAIN:when=${thread}`, '-f');

const errorsOf = (server: AnyServer): unknown[] => {
  const errors: unknown[] = [];
  subscribe('fdset:server:error', ({ error }) => errors.push(error), server);
  return errors;
};

const refused = {
  code: 'ERR_FDSET_WORKER_ENDED',
  message: expect.stringMatching(/refused it a thread/),
  cause: { code: 'EAGAIN', syscall: 'clone' },
};

it('a server whose first process is refused a thread says so', mayInject, async () => {
  refuseThread(2)();
  await using server = new ProcessPoolTCPServer(anyPort, handler);
  await expect(server.serveForever()).rejects.toMatchObject(refused);
});

it('a request waits for the next process when one is refused a thread', mayInject, async () => {
  const refuse = refuseThread(4);
  const options = { startMethod: 'spawn', spareChildren: 0 } as const;
  const server = serving(new ForkingTCPServer(anyPort, handler, options));
  const errors = errorsOf(server);
  await server.ready;
  expect(await client.exchange(server.serverAddress, 'first')).toBe('FIRST');
  refuse();
  expect(await client.exchange(server.serverAddress, 'second')).toBe('SECOND');
  expect(errors).toMatchObject([refused]);
});

it(
  'a fork server that dies after it has forked, and before it says so, is replaced with its child',
  mayInject,
  async () => {
    const server = new ForkingTCPServer(anyPort, handler, { spareChildren: 0 });
    const fallbacks: unknown[] = [];
    subscribe('fdset:server:fallback', ({ error }) => fallbacks.push(error), server);
    injectOnce('pidfd_open:error=EIO:signal=KILL')();
    serving(server);
    expect(await client.exchange(server.serverAddress, 'served')).toBe('SERVED');
    expect(fallbacks).toEqual([]);
  },
);
