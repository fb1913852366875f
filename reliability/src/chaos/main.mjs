// The process in which the chaos takes place: `node --expose-gc main.mjs SEED OPERATIONS`. It runs rounds of workers.
// Between two rounds everything must be as before. It prints one line of JSON for each round.
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import { openFiles, residentKib } from '../process-state.mjs';
import { Random, derive } from './random.mjs';

const seed = Number(process.argv[2]);
const operations = Number(process.argv[3]);
const ROUNDS = 10;
const WORKERS_AT_ONCE = 3;
const SHARE = 2500;
const NUMBERS = 256;
const WITHIN_MS = 60_000;
const program = new URL('worker.mjs', import.meta.url);
const random = new Random(seed);
const counters = new SharedArrayBuffer(12);
const counts = new Int32Array(counters);
const numbers = new SharedArrayBuffer(4 * NUMBERS);
const ends = {};
let workers = 0;

const isPlanned = (error) => /planned end/.test(error.message);

/** Runs one worker until it has ended. */
function runWorker() {
  const end = random.of(['share', 'share', 'terminate', 'exit', 'throw']);
  const workerData = { seed: derive(seed, workers++), share: SHARE, end, numbers, counters };
  ends[end] = (ends[end] ?? 0) + 1;
  const worker = new Worker(program, { workerData });
  // The worker is not terminated before it runs: while a worker loads its modules, Node 20 would leave the file open that
  // it is reading.
  const afterMs = random.below(120);
  if (end === 'terminate')
    worker.once('message', () => setTimeout(() => void worker.terminate(), afterMs));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`a worker hung: ${end}`)), WITHIN_MS);
    worker.on('error', (error) => isPlanned(error) || reject(error));
    worker.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

async function lane(until) {
  while (Atomics.load(counts, 0) < until) await runWorker();
}

/** Node closes the descriptors of an ended worker's loop a little after its exit. */
async function settled(before) {
  for (let i = 0; i < 100 && openFiles().length !== before.length; i++) await sleep(10);
  globalThis.gc();
  return openFiles();
}

async function round(number, before) {
  const until = Math.round((operations / ROUNDS) * number);
  await Promise.all(Array.from({ length: WORKERS_AT_ONCE }, () => lane(until)));
  const after = await settled(before);
  const [done, errors, events] = counts;
  return {
    round: number,
    operations: done,
    errors,
    events,
    workers,
    ends,
    descriptors: after.length,
    left: after.filter((file) => !before.includes(file)),
    rssKib: residentKib(),
  };
}

// The first worker and the first timer open descriptors that stay open.
await runWorker();
await sleep(20);
const before = await settled(openFiles());
for (let number = 1; number <= ROUNDS; number++)
  console.log(JSON.stringify(await round(number, before)));
