// A handler's module may replace globals of the language and of Node. The server's own work must not depend on them.
import { expect, it } from 'vitest';
import { ForkingTCPServer, ProcessPoolTCPServer, ThreadPoolTCPServer } from '@fdset/socketserver';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { startClient } from '../support/client.js';
import { anyPort, serving, until } from '../support/servers.js';

const module = new URL('../fixtures/replacing-handlers.mjs', import.meta.url);
const handler = { module, name: 'ReplacingHandler' };
const client = startClient();

type Class = typeof ProcessPoolTCPServer;
const inProcesses = [ForkingTCPServer, ProcessPoolTCPServer] as unknown as Class[];
const everywhere = [ThreadPoolTCPServer as unknown as Class, ...inProcesses];
// A child of a fork server runs the handler as a process of a pool does.
const pools = [ThreadPoolTCPServer as unknown as Class, ProcessPoolTCPServer];

const watched = (Base: Class) => {
  const errors: string[] = [];
  class Server extends Base {
    override handleError(_request: unknown, _client: unknown, error: unknown) {
      errors.push((error as Error).message);
    }
  }
  const options =
    Base === inProcesses[0] ? { maxChildren: 1, spareChildren: 0 } : { maxWorkers: 1 };
  const server = serving(new Server(anyPort, handler, options));
  const ask = (word: string) => client.exchange(server.serverAddress, word);
  return { server, errors, ask };
};

it.each(everywhere)('%o: a clock of a test runner’s is not the server’s', async (Class) => {
  const { server, errors, ask } = watched(Class);
  for (const word of ['clock', 'next', 'again']) expect(await ask(word)).toBe(word.toUpperCase());
  await until(() => server.stats().active === 0);
  expect(errors).toEqual([]);
  expect(server.stats().pool?.busyShare).toBeGreaterThanOrEqual(0);
});

it.each(someOf(everywhere, pools))(
  '%o: a `then` of all objects loses no request',
  async (Class) => {
    const { errors, ask } = watched(Class);
    for (const word of ['then', 'next', 'again']) expect(await ask(word)).toBe(word.toUpperCase());
    expect(errors).toEqual([]);
  },
);

it.each(someOf(everywhere, pools))(
  '%o: an error whose stack cannot be made keeps its message',
  async (Class) => {
    const { errors, ask } = watched(Class);
    expect(await ask('stack')).toBe('STACK');
    await until(() => errors.length > 0);
    expect(errors).toEqual(['of the handler']);
  },
);

it.each(inProcesses)(
  '%o: a process ends as it would, whatever its handler put in the way',
  async (Class) => {
    const { errors, ask } = watched(Class);
    expect(await ask('exit')).toBe('EXIT');
    expect(await ask('next')).toBe('NEXT');
    expect(errors).toEqual([expect.stringMatching(/ended \(exit code 1\)/)]);
    expect(await ask('listener')).toBe('LISTENER');
    expect(await ask('next')).toBe('NEXT');
    expect(errors).toEqual([expect.anything(), expect.stringMatching(/ended \(exit code 7\)/)]);
  },
);

it('a thread that fails before its handler begins closes the connection', async () => {
  const { errors, ask } = watched(ThreadPoolTCPServer as Class);
  expect(await ask('iterator')).toBe('ITERATOR');
  // The thread has not read what the client sent, and may close the connection before the client has ended its side.
  await expect(ask('lost')).rejects.toThrow(/ECONNRESET|ENOTCONN|EPIPE/);
  expect(await ask('next')).toBe('NEXT');
  expect(errors).toEqual(['not to be called']);
});
