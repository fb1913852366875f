import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { beforeAll, describe, expect, it } from 'vitest';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

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

// The first blocked worker opens descriptors that the process keeps.
beforeAll(async () => void (await (await blockedWorker('recv')).terminate()));

describe.each(ways)('a worker blocked in %s', (how) => {
  it('is terminated and leaves no descriptor', async () => {
    const opened = openedFromNow();
    await (await blockedWorker(how)).terminate();
    expect(opened()).toEqual([]);
  });
});

/** How long it takes to terminate workers, blocked in these ways, all at once. */
async function timeToTerminate(hows: readonly string[]): Promise<number> {
  const workers = await Promise.all(hows.map(blockedWorker));
  const start = performance.now();
  await Promise.all(workers.map((worker) => worker.terminate()));
  return performance.now() - start;
}

// A wait that misses the end of its thread notices it up to half a second after it began, and these have just begun. An idle worker
// ends in a few ms. Load can only make either slower, so one round in which they are about equal is enough.
const MISSED_MS = 100;
const NOT_LATER = 3;
const ROUNDS = 20;

/** Measures both several times in turn, and expects that the best `blocked` takes about as long as the best `idle`. */
async function expectAsQuick(measure: (isBlocked: boolean) => Promise<number>): Promise<void> {
  let [idle, blocked] = [Infinity, Infinity];
  const most = (): number => Math.max(NOT_LATER * idle, idle + MISSED_MS);
  for (let round = 0; round < ROUNDS && !(blocked < most()); round++) {
    idle = Math.min(idle, await measure(false));
    blocked = Math.min(blocked, await measure(true));
  }
  expect(blocked).toBeLessThan(most());
}

it('blocked workers are terminated as quickly as idle ones', async () => {
  const idle = ways.map(() => 'idle');
  await expectAsQuick((isBlocked) => timeToTerminate(isBlocked ? ways : idle));
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
  const opened = openedFromNow();
  await Promise.all(workers.map((worker) => worker.terminate()));
  expect(opened()).toEqual([]);
});

/** How long a process with four such workers takes to end after it has decided to. */
async function timeToEnd(how: string, kind: string): Promise<{ ms: number; code: number }> {
  const child = spawn(process.execPath, [fixture('ending-process.mjs'), how, kind, '4'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const start = performance.now();
  const [code] = (await once(child, 'exit')) as [number];
  return { ms: performance.now() - start, code };
}

it('process.exit() ends a process with blocked workers as quickly as one with idle ones', async () => {
  await expectAsQuick(async (isBlocked) => {
    const { ms, code } = await timeToEnd('exit', isBlocked ? 'blocked' : 'idle');
    expect(code).toBe(3);
    return ms;
  });
});

it('an uncaught error ends a process with blocked workers', async () => {
  expect(await timeToEnd('throw', 'blocked')).toMatchObject({ code: 1 });
});
