// Terminates blocked workers of this process all at once, and measures the time until the last has ended.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { packageFile } from './package-file.mjs';

const fixture = packageFile('posix', 'test/fixtures/blocked-worker.mjs');
const ways = ['recv', 'timedRecv', 'accept', 'sendall', 'epoll', 'poll', 'select', 'sleep'];
const HUNG_AFTER_MS = 20_000;

async function blockedWorker(index) {
  const worker = new Worker(fixture, { workerData: { how: ways[index % ways.length] } });
  await once(worker, 'message');
  return worker;
}

/** Resolves with the time in ms, or with null if a worker hung. */
export async function terminateWorkers(count) {
  const workers = await Promise.all(Array.from({ length: count }, (_, i) => blockedWorker(i)));
  const start = performance.now();
  let timer;
  const hung = new Promise((resolve) => {
    timer = setTimeout(resolve, HUNG_AFTER_MS, null);
  });
  const ended = Promise.all(workers.map((worker) => worker.terminate()));
  const result = await Promise.race([ended.then(() => performance.now() - start), hung]);
  clearTimeout(timer);
  return result;
}
