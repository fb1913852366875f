// The process in which the chaos takes place: `node --expose-gc main.mjs SEED OPERATIONS DRIVER`. It runs rounds, between which
// everything must be as before, and prints one line of JSON for each.
import { createServer } from 'node:net';

import { Random, derive } from '../chaos/random.mjs';
import { driverOptions } from '../driver-options.mjs';
import { openFiles, residentKib, usedKib } from '../process-state.mjs';
import { Listening } from './connections.mjs';
import { closePair } from './datagrams.mjs';
import { finish } from './finish.mjs';
import { performSome } from './operations.mjs';
import { World } from './world.mjs';

const [seed, operations] = process.argv.slice(2, 4).map(Number);
const driverName = process.argv[4];
const ROUNDS = 20;
const WARM_UP_OPERATIONS = 2000;
const CHECK_EVERY = 64;

const options = driverOptions(driverName);
// Node opens a file for the first server and keeps it.
await new Promise((resolve) => {
  const server = createServer().listen(0, () => server.close(resolve));
});
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Ends everything: what still can be ended in order is. */
async function end(world) {
  const whole = world.links.filter(
    ({ isFinishing, ends }) => !isFinishing && ends.every(({ isOpen }) => isOpen),
  );
  for (const link of whole) void finish(world, link);
  while (world.links.some(({ isFinishing, isOpen }) => isFinishing && isOpen)) {
    world.check();
    await turn();
  }
  for (const one of world.listening) one.close();
  for (const pair of world.pairs) closePair(pair);
  world.close();
  while (world.pending > 0 || world.links.length > 0) {
    world.check();
    await turn();
  }
}

async function run(world, count) {
  world.listening = [new Listening(world, 'tcp'), new Listening(world, 'unix')];
  for (let next = CHECK_EVERY; world.begun < count;) {
    performSome(world);
    if (world.chance.below(4) === 0) await turn();
    if (world.begun < next) continue;
    // The outcomes of all that was done are known then.
    await turn();
    world.check();
    next = world.begun + CHECK_EVERY;
  }
  await end(world);
}

/** Node closes the files of a connection with TLS a little later, and the drivers theirs in the next turn. */
async function settled(before) {
  for (let i = 0; i < 100 && openFiles().length !== before.length; i++) await turn();
  globalThis.gc();
  await turn();
  globalThis.gc();
  return openFiles();
}

const fail = (error) => {
  console.error(`driver ${driverName}, seed ${seed}:`, error);
  process.exit(1);
};
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

await run(new World(new Random(derive(seed, 0)), options), WARM_UP_OPERATIONS);
const before = await settled(openFiles());
let total = 0;
for (let round = 1; round <= ROUNDS; round++) {
  const world = new World(new Random(derive(seed, round)), options);
  await run(world, operations / ROUNDS);
  const after = await settled(before);
  total += world.begun;
  const { outcomes, bytes } = world;
  const left = after.filter((file) => !before.includes(file));
  const state = { descriptors: after.length, left, rssKib: residentKib(), usedKib: usedKib() };
  console.log(JSON.stringify({ round, operations: total, bytes, outcomes, ...state }));
}
