import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { fixture, hold, start } from '../support/programs.js';

const names = ['TCPServer', 'ThreadingTCPServer', 'ForkingTCPServer', 'ProcessPoolTCPServer'];
const program = fixture('drained-server.mjs');

/** A server with a request under way. */
const startBusy = async (name: string) => {
  const server = start(process.execPath, [program, name]);
  const client = await hold(Number(await server.next()), '');
  expect(await server.next()).toBe('busy');
  return { server, client };
};

/** The request that is under way gets its answer, then the program ends. */
const expectFinished = async (server: ReturnType<typeof start>, client: Socket): Promise<void> => {
  client.end('last');
  const answer: string[] = [];
  for await (const data of client) answer.push(String(data));
  expect(answer.join('')).toBe('LAST');
  expect(await server.next()).toBe('drained 0');
  expect(await server.exited).toEqual([0, null]);
};

// `npm test` runs each class once, here or in the test of a later signal.
it.each(someOf(names, ['ThreadingTCPServer', 'ForkingTCPServer']))(
  'SIGTERM: %s lets its request finish, and the program ends',
  async (name) => {
    const { server, client } = await startBusy(name);
    process.kill(server.pid, 'SIGTERM');
    await expectFinished(server, client);
  },
);

it('one end that arrives as several signals is one signal: the request finishes', async () => {
  const { server, client } = await startBusy('TCPServer');
  server.say('at once');
  expect(await server.next()).toBe('signals heard');
  await expectFinished(server, client);
});

it.each(someOf(names, ['TCPServer', 'ProcessPoolTCPServer']))(
  'SIGTERM: a later one makes %s abort what is under way',
  async (name) => {
    const { server, client } = await startBusy(name);
    server.say('later');
    expect(await server.next()).toBe('signals heard');
    expect(await server.next()).toBe('drained 1');
    expect(await server.exited).toEqual([0, null]);
    client.destroy();
  },
);

it('SIGTERM: does what it does without a server once the server was closed otherwise', async () => {
  const server = start(process.execPath, [program, 'TCPServer', 'close']);
  expect(await server.next()).toBe('drained 0');
  expect(await server.next()).toBe('closed');
  process.kill(server.pid, 'SIGTERM');
  expect(await server.exited).toEqual([null, 'SIGTERM']);
});
