// A server in a worker is terminated while its own threads start and get requests. Every descriptor is closed, whoever has
// it at that moment, and every client sees the end.
import { once } from 'node:events';
import { promises } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { isExhaustive, someOf } from '../../../../scripts/test/exhaustive.mjs';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';
import { askOnce, hold } from '../support/programs.js';

const module = new URL('../fixtures/handlers.mjs', import.meta.url).href;
const program = new URL('../fixtures/serving-worker.mjs', import.meta.url);
const CLIENTS = 4;
const ROUNDS = isExhaustive ? 8 : 4;
// The rounds end within this time after the first request, whose thread has started, while the other threads start.
const LATEST_MS = 250;

const serveIn = async (
  name: string,
  handlers: string,
  options: object = {},
): Promise<{ worker: Worker; port: number }> => {
  const workerData = { name, module: handlers, options };
  const worker = new Worker(program, { workerData, stdout: true, stderr: true });
  const [port] = (await once(worker, 'message')) as [number];
  return { worker, port };
};

const terminated = async (name: string, options: object, afterMs: number): Promise<void> => {
  const { worker, port } = await serveIn(name, module, options);
  expect(await askOnce(port, 'first')).toBe('FIRST');
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => hold(port, '')));
  const ends = clients.map((socket) => {
    socket.resume();
    return new Promise((resolve) => socket.once('close', resolve));
  });
  await delay(afterMs);
  await worker.terminate();
  await Promise.all(ends);
};

const several = { maxWorkers: 2, requestsPerWorker: 8 };
// With several requests in a worker its places are made while requests come.
const some: [string, object][] = [
  ['ThreadingTCPServer', {}],
  ['ThreadPoolTCPServer', several],
];
const more: [string, object][] = [
  ['ThreadPoolTCPServer', {}],
  ['AsyncTCPServer', {}],
];

it.each(someOf([...some, ...more], some))(
  '%s %j in a worker that is terminated at any moment leaves no descriptor and no client untold',
  async (name, options) => {
    await terminated(name, options, 0);
    const opened = openedFromNow();
    for (let round = 0; round < ROUNDS; round++) {
      await terminated(name, options, (round * LATEST_MS) / ROUNDS);
      expect(opened()).toEqual([]);
    }
  },
);

// Until a handler is loaded, its thread reads modules with a function of this package, on a Node that needs it.
it('a handler on threads of a server in a worker has readFile as Node has it', async () => {
  const reading = new URL('../fixtures/reading-handler.mjs', import.meta.url).href;
  const { worker, port } = await serveIn('ThreadingTCPServer', reading);
  onTestFinished(async () => void (await worker.terminate()));
  expect(await askOnce(port, '')).toBe(`true ${String(promises.readFile)}`);
});
