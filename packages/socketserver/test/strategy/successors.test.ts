// Pools keep their least number of workers, however their workers end.
import { once } from 'node:events';
import { ThreadPoolTCPServer, subscribe } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { hold } from '../support/programs.js';
import { anyPort, serving, until } from '../support/servers.js';

const handlersOf = (file: string): URL => new URL(`../fixtures/${file}`, import.meta.url);

// The first pause is 100 ms. Timers may be early by less than 1 ms.
const PAUSE_MS = 99;

it('a thread that ends with a request is replaced though no other request comes', async () => {
  const handler = { module: handlersOf('handlers.mjs'), name: 'UpperHandler' };
  const server = serving(new ThreadPoolTCPServer(anyPort, handler, { minWorkers: 2 }));
  server.handleError = () => {};
  await server.ready;
  const { port } = server.serverAddress;
  let ends = 0;
  const heard = subscribe('fdset:server:worker:end', () => ends++, server);
  onTestFinished(() => heard.unsubscribe());
  const socket = await hold(port, 'exit');
  await Promise.all([once(socket.resume(), 'close'), until(() => ends === 1)]);
  await until(() => server.stats().pool?.idle === 2);
  expect(server.stats()).toMatchObject({ accepted: 1, pool: { workers: 2 } });
});

it('threads that end by themselves are replaced more and more slowly', async () => {
  const handler = { module: handlersOf('short-lived-handlers.mjs'), name: 'Handler' };
  const server = new ThreadPoolTCPServer(anyPort, handler, { minWorkers: 1, maxWorkers: 1 });
  const starts: number[] = [];
  const ends: number[] = [];
  const heard = [
    subscribe('fdset:server:worker:start', () => starts.push(performance.now()), server),
    subscribe('fdset:server:worker:end', () => ends.push(performance.now()), server),
  ];
  onTestFinished(() => heard.forEach((one) => one.unsubscribe()));
  serving(server);
  await until(() => starts.length === 4);
  const pauses = [0, 1, 2].map((i) => (starts[i + 1] ?? 0) - (ends[i] ?? Infinity));
  pauses.forEach((pause, i) => expect(pause).toBeGreaterThan(PAUSE_MS * 2 ** i));
});
