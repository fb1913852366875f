// Many sockets that get more bytes while those before are received.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { socketpair } from '../../src/index.js';
import { AsyncSocket } from '../../src/async/index.js';
import { ownedAsync } from './contract/pairs.js';

const SOCKETS = 40;
const ROUNDS = 400;
// A prime, so that a lost or doubled piece shows.
const PATTERN = Buffer.from(Array.from({ length: 2039 }, (_, index) => index % 251));

/** How many bytes came in the order of the pattern, up to the end. */
const rightBytes = async (socket: AsyncSocket): Promise<number> => {
  let count = 0;
  for await (const chunk of socket)
    for (const byte of chunk) {
      if (byte !== PATTERN[count % PATTERN.length]) return count;
      count++;
    }
  return count;
};

it('many sockets lose nothing while more comes than is received', async () => {
  const pairs = Array.from({ length: SOCKETS }, () => socketpair());
  const ours = pairs.map(([a]) => ownedAsync(AsyncSocket.from(a)));
  const fds = pairs.map(([, b]) => b.detach());
  const worker = new Worker(new URL('../fixtures/flooding-worker.mjs', import.meta.url), {
    workerData: { fds, pattern: PATTERN, rounds: ROUNDS },
  });
  const ended = once(worker, 'exit');
  const counts = await Promise.all(ours.map(rightBytes));
  expect(counts).toEqual(ours.map(() => ROUNDS * PATTERN.length));
  await ended;
});
