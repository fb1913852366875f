import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { openDescriptors } from '../helpers/open-descriptors.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

const ways = [
  'recv',
  'timedRecv',
  'recvWaiting',
  'accept',
  'sendall',
  'epoll',
  'poll',
  'select',
  'sleep',
];

async function blockedWorker(how: string): Promise<Worker> {
  const worker = new Worker(fixture('blocked-worker.mjs'), { workerData: { how } });
  await once(worker, 'message');
  return worker;
}

async function timeToTerminate(how: string): Promise<number> {
  const worker = await blockedWorker(how);
  const start = performance.now();
  await worker.terminate();
  return performance.now() - start;
}

describe.each(ways)('a worker blocked in %s', (how) => {
  it('is terminated in less than 150 ms (best of 3) and leaves no descriptor', async () => {
    // The first blocked worker opens what the process keeps.
    const first = await timeToTerminate(how);
    const before = openDescriptors();
    const rest = [await timeToTerminate(how), await timeToTerminate(how)];
    expect(openDescriptors()).toBe(before);
    expect(Math.min(first, ...rest)).toBeLessThan(150);
  });
});

it('a worker whose loop has undelivered messages is terminated all the same', async () => {
  const worker = await blockedWorker('recv');
  for (let i = 0; i < 10; i++) worker.postMessage(i);
  await expect(worker.terminate()).resolves.toBe(1);
});

it('terminating while workers start loses none of them', async () => {
  const workers = Array.from({ length: 12 }, (_, i) => {
    const how = ways[i % ways.length];
    return new Worker(fixture('blocked-worker.mjs'), { workerData: { how } });
  });
  const before = openDescriptors();
  await Promise.all(workers.map((worker) => worker.terminate()));
  expect(openDescriptors()).toBeLessThanOrEqual(before);
});

/** How long the process needs from its decision to end until it has ended, with workers blocked. */
async function timeToEnd(how: string, workers: number): Promise<{ ms: number; code: number }> {
  const child = spawn(process.execPath, [fixture('ending-process.mjs'), how, String(workers)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const start = performance.now();
  const [code] = (await once(child, 'exit')) as [number];
  return { ms: performance.now() - start, code };
}

describe.each([
  ['process.exit()', 'exit', 3],
  ['an uncaught error', 'throw', 1],
])('%s', (_, how, expected) => {
  it('ends a process with 50 blocked workers in less than 300 ms (best of 3)', async () => {
    const runs = [];
    for (let round = 0; round < 3; round++) runs.push(await timeToEnd(how, 50));
    expect(runs.map(({ code }) => code)).toEqual([expected, expected, expected]);
    expect(Math.min(...runs.map(({ ms }) => ms))).toBeLessThan(300);
  }, 60_000);
});
