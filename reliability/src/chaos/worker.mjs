// A chaotic worker performs one operation after another until it has done its share, or until it ends earlier: by an
// error, by process.exit(), or by worker.terminate() from outside.
import { parentPort, workerData } from 'node:worker_threads';

import { choose } from './operations.mjs';
import { Random } from './random.mjs';
import { World, isTyped } from './world.mjs';

const { seed, share, end, numbers, counters } = workerData;
const random = new Random(seed);
const world = new World(random, new Int32Array(numbers));
const counts = new Int32Array(counters);
const endsAfter = end === 'share' ? share : random.below(share);

// The last operations, which the report of a failure names.
const LAST = 12;
const last = [];

/** Performs an operation. A typed error is a result; any other error is a failure of the check. */
async function perform(operation) {
  last.push(operation.name);
  if (last.length > LAST) last.shift();
  try {
    const pending = operation(world);
    if (pending instanceof Promise) await pending;
  } catch (error) {
    if (!isTyped(error))
      throw new Error(`seed ${seed}, after ${last.join(', ')}: ${error.stack}`, { cause: error });
    last.push(error.stack.split('\n').slice(0, 6).join('|'));
    Atomics.add(counts, 1, 1);
  }
  Atomics.add(counts, 0, 1);
}

parentPort.postMessage('running');
for (let done = 0; done < endsAfter; done++) await perform(choose(world));
Atomics.add(counts, 2, world.events);
if (end === 'exit') process.exit(7);
if (end === 'throw') throw new Error('the planned end of this worker');
// A worker that is to be terminated goes on until then.
if (end === 'terminate') for (;;) await perform(choose(world));
world.close();
