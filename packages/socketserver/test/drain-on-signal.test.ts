import { expect, it } from 'vitest';
import { fixture, hold, start } from './support/programs.js';

const names = ['TCPServer', 'ThreadingTCPServer', 'ForkingTCPServer', 'ProcessPoolTCPServer'];
const program = fixture('drained-server.mjs');

it.each(names)('SIGTERM: %s lets its request finish, and the program ends', async (name) => {
  const server = start(process.execPath, [program, name]);
  const client = await hold(Number(await server.next()), '');
  expect(await server.next()).toBe('busy');
  process.kill(server.pid, 'SIGTERM');
  client.end('last');
  const answer: string[] = [];
  for await (const data of client) answer.push(String(data));
  expect(answer.join('')).toBe('LAST');
  expect(await server.next()).toBe('drained 0');
  expect(await server.exited).toEqual([0, null]);
});

it('one end that arrives as several signals is one signal: the request finishes', async () => {
  const server = start(process.execPath, [program, 'TCPServer']);
  const client = await hold(Number(await server.next()), '');
  expect(await server.next()).toBe('busy');
  server.say('at once');
  expect(await server.next()).toBe('signals heard');
  client.end('last');
  const answer: string[] = [];
  for await (const data of client) answer.push(String(data));
  expect(answer.join('')).toBe('LAST');
  expect(await server.next()).toBe('drained 0');
  expect(await server.exited).toEqual([0, null]);
});

it.each(names)('SIGTERM: a later one makes %s abort what is under way', async (name) => {
  const server = start(process.execPath, [program, name]);
  const client = await hold(Number(await server.next()), '');
  expect(await server.next()).toBe('busy');
  server.say('later');
  expect(await server.next()).toBe('signals heard');
  expect(await server.next()).toBe('drained 1');
  expect(await server.exited).toEqual([0, null]);
  client.destroy();
});

it('SIGTERM: does what it does without a server once the server was closed otherwise', async () => {
  const server = start(process.execPath, [program, 'TCPServer', 'close']);
  expect(await server.next()).toBe('drained 0');
  expect(await server.next()).toBe('closed');
  process.kill(server.pid, 'SIGTERM');
  expect(await server.exited).toEqual([null, 'SIGTERM']);
});
