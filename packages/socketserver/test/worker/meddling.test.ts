// The server does not trust messages from workers, whether handlers wrote them by accident or imitated the server's own.
import { expect, it, onTestFinished } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { ForkingTCPServer, ProcessPoolTCPServer, ThreadPoolTCPServer } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, serving, until, knownTo } from '../support/servers.js';

const module = new URL('../fixtures/meddling-handlers.mjs', import.meta.url);
const words = {
  thread: [
    'text',
    'nothing',
    'failed',
    'ended',
    'unusable',
    'emitted',
    'data',
    'closed',
    'pollute',
  ],
  process: ['garbage', 'empty', 'forged', 'absurd', 'long'],
};
const handler = { module, name: 'MeddlingHandler' };
const client = startClient();

type Class = typeof ThreadPoolTCPServer;
const classes = [ForkingTCPServer, ProcessPoolTCPServer] as unknown as Class[];

/** A server with at most one worker, the errors of its requests, and the uncaught errors of this process. */
const watched = (Base: Class) => {
  const errors: (Error & { code?: string })[] = [];
  const uncaught: unknown[] = [];
  const listeners = process.listeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => uncaught.push(error));
  onTestFinished(() => {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener);
  });
  class Server extends Base {
    override handleError(_request: unknown, _client: unknown, error: unknown) {
      errors.push(error as Error);
    }
  }
  const options = knownTo(Base, { maxChildren: 1, spareChildren: 0, maxWorkers: 1 });
  return { server: serving(new Server(anyPort, handler, options)), errors, uncaught };
};

it('a thread: what its handler says over parentPort is nobody’s business', async () => {
  const { server, errors, uncaught } = watched(ThreadPoolTCPServer);
  for (const word of words.thread)
    expect(await client.exchange(server.serverAddress, word)).toBe(word.toUpperCase());
  expect(await client.exchange(server.serverAddress, 'throw')).toBe('');
  await until(() => server.stats().active === 0);
  expect(errors).toMatchObject([{ message: 'of the handler', code: 'EODD' }]);
  expect(server.stats()).toMatchObject({ finished: words.thread.length, failed: 1 });
  expect(server.stats().pool).toMatchObject({ workers: 1, idle: 1 });
  expect(uncaught).toEqual([]);
});

it.each(classes)(
  '%o: a process that writes to the server’s descriptor is ended, and its request fails of that',
  async (Class) => {
    const { server, errors, uncaught } = watched(Class);
    // Each process of a pool that ends costs the start of another Node.
    const isForked = Class === classes[0];
    const all = words.process;
    for (const word of isForked ? all : someOf(all, ['garbage', 'forged'])) {
      await client.exchange(server.serverAddress, word);
      await until(() => errors.length === 1);
      expect(errors.pop()).toMatchObject({
        code: 'ERR_FDSET_WORKER_ENDED',
        message: expect.stringMatching(/wrote to descriptor 3/),
      });
      expect(await client.exchange(server.serverAddress, 'next')).toBe('NEXT');
    }
    expect(errors).toEqual([]);
    expect(uncaught).toEqual([]);
  },
);

it.each(classes)(
  '%o: prototypes that a handler changed do not change what its process says',
  async (Class) => {
    const { server, errors, uncaught } = watched(Class);
    for (const word of ['pollute', 'next', 'again'])
      expect(await client.exchange(server.serverAddress, word)).toBe(word.toUpperCase());
    await client.exchange(server.serverAddress, 'throw');
    await until(() => server.stats().active === 0);
    expect(errors).toMatchObject([{ message: 'of the handler', code: 'EODD' }]);
    expect(server.stats()).toMatchObject({ finished: 3, failed: 1 });
    expect(uncaught).toEqual([]);
  },
);

it('a module that closes Node’s channel while it is loaded ends the serving, which would wait for ever', async () => {
  const disconnecting = new URL('../fixtures/disconnecting-handler.mjs', import.meta.url);
  await using server = new ProcessPoolTCPServer(anyPort, {
    module: disconnecting,
    name: 'DisconnectingHandler',
  });
  await expect(server.serveForever()).rejects.toMatchObject({ code: 'ERR_FDSET_WORKER_ENDED' });
});
