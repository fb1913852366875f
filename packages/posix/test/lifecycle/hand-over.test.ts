// A descriptor that a worker was giving to another thread when it was terminated.
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { HandOver, close, recv, tryRecv } from '@fdset/posix';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../fixtures/giving-worker.mjs', import.meta.url));

/** Terminates a worker that gives an end of a pair away, and returns the descriptors of both ends. */
const terminated = async (word: number, isClosed = false): Promise<[number, number]> => {
  const memory = new SharedArrayBuffer(8);
  const worker = new Worker(script, { workerData: { memory, isClosed } });
  const [fds] = (await once(worker, 'message')) as [[number, number]];
  new Int32Array(memory)[1] = word;
  await worker.terminate();
  return fds;
};

it.each([1, 2])('is closed at its end while nobody has taken it (%d)', async (word) => {
  const [own] = await terminated(word);
  expect(recv(own, Buffer.alloc(1))).toBe(0);
  close(own);
});

it.each([0, 3, 31, -1, 32])('is left alone once somebody has it (%d)', async (word) => {
  const [own, theirs] = await terminated(word);
  expect(tryRecv(own, Buffer.alloc(1))).toBe(-1);
  close(theirs);
  close(own);
});

it('is left alone when the hand-over was closed', async () => {
  const [own, theirs] = await terminated(1, true);
  expect(tryRecv(own, Buffer.alloc(1))).toBe(-1);
  close(theirs);
  close(own);
});

it('on the main thread nothing is remembered, and nothing refused', () => {
  const handOver = new HandOver(new Int32Array(new SharedArrayBuffer(4)), 0, [1]);
  handOver.set(0);
  handOver.close();
  handOver.close();
});
