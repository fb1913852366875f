// Many servers share one listener of a signal or an AbortSignal. A worker thread gets no signals.
import { getEventListeners, once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { TCPServer, drainOnSignal } from '@fdset/socketserver';
import { anyPort } from '../support/servers.js';
import { fixture } from '../support/programs.js';

const reference = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};
const signals = ['SIGUSR2', 'SIGWINCH'] as const;
const listeners = (): number[] => signals.map((signal) => process.listenerCount(signal));
const servers = (count: number): TCPServer[] =>
  Array.from({ length: count }, () => new TCPServer(anyPort, reference));

it('any number of servers share one listener for each signal, until the last is closed', async () => {
  const before = listeners();
  const some = servers(12);
  const drains = some.map((server) => drainOnSignal(server, { signals }));
  const one = before.map((count) => count + 1);
  expect(listeners()).toEqual(one);
  await Promise.all(some.slice(1).map((server) => server.serverClose()));
  expect(listeners()).toEqual(one);
  await some[0]?.serverClose();
  expect(listeners()).toEqual(before);
  expect(await Promise.all(drains.map(({ drained }) => drained))).toEqual(
    some.map(() => ({ aborted: [] })),
  );
});

it('one signal drains all of them', async () => {
  const some = servers(3);
  const drains = some.map((server) => drainOnSignal(server, { signals }));
  process.kill(process.pid, 'SIGUSR2');
  await Promise.all(drains.map(({ drained }) => drained));
  expect(some.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed']);
});

it('a listener that somebody removed with all others is there again for the next server', async () => {
  const before = listeners();
  const [first, second] = servers(2) as [TCPServer, TCPServer];
  using _ = drainOnSignal(first, { signals });
  process.removeAllListeners('SIGUSR2');
  const { drained } = drainOnSignal(second, { signals });
  process.kill(process.pid, 'SIGUSR2');
  await drained;
  await first.serverClose();
  expect(listeners()).toEqual(before);
});

it('a signal named twice is one', async () => {
  const [server] = servers(1) as [TCPServer];
  const told: string[] = [];
  server.abortRequests = (reason = '') => {
    told.push(reason);
    return [];
  };
  const { drained } = drainOnSignal(server, { signals: ['SIGUSR2', 'SIGUSR2'] });
  process.kill(process.pid, 'SIGUSR2');
  await drained;
  expect(told).toEqual([]);
});

it('on a worker thread, which gets no signals, it is refused at once', async () => {
  const worker = new Worker(fixture('draining-worker.mjs'));
  // Both events may come in one turn.
  const [[message]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
  expect(message).toEqual({ name: 'TypeError', code: 'ERR_FDSET_UNSUPPORTED' });
});

it('any number of servers on one AbortSignal share one listener of it', async () => {
  const controller = new AbortController();
  const some = servers(12);
  const serving = some.map((server) => server.serveForever({ signal: controller.signal }));
  expect(getEventListeners(controller.signal, 'abort')).toHaveLength(1);
  controller.abort();
  await Promise.all(serving);
  await Promise.all(some.map((server) => server.serverClose()));
});
