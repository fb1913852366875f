import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createListener } from '../../src/index.js';
import { freshDirectory } from '../support/sockets.js';

const ROUNDS = 150;
const fixture = fileURLToPath(new URL('../fixtures/reclaiming-thread.mjs', import.meta.url));

// A younger file is looked at twice, which would hide the race.
const OLD_MS = 1100;

const stalePaths = async (): Promise<string[]> => {
  const directory = freshDirectory();
  const paths = Array.from({ length: ROUNDS }, (_, round) => {
    const path = join(directory, String(round));
    createListener({ path }, { unlinkOnClose: false }).close();
    return path;
  });
  await setTimeout(OLD_MS);
  return paths;
};

const pairOf = (a = '', b = ''): string => (a < b ? `${a},${b}` : `${b},${a}`);

it('K13: of two servers that start at once on a stale path one listens and one gets EADDRINUSE', async () => {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { gate, paths: await stalePaths() };
  const workers = [1, 2].map(() => new Worker(fixture, { workerData }));
  const answers = await Promise.all(workers.map((worker) => once(worker, 'message')));
  const ended = workers.map((worker) => once(worker, 'exit'));
  for (const worker of workers) worker.postMessage('close');
  await Promise.all(ended);
  const [first, second] = answers.map(([outcomes]) => outcomes as string[]);
  const rounds = new Set(first?.map((outcome, i) => pairOf(outcome, second?.[i])));
  expect([...rounds]).toEqual(['EADDRINUSE,listening']);
});
