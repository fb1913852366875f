import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as posix from '@fdset/posix';
import { expect, it } from 'vitest';
import { openDescriptors } from '../helpers/open-descriptors.js';

const script = fileURLToPath(new URL('../fixtures/opening-worker.mjs', import.meta.url));

/** Runs a worker that opens descriptors in the given way, to its end; gives what it posted. */
async function run(how: string, fd = -1): Promise<number> {
  const worker = new Worker(script, { workerData: { how, fd } });
  // Listened for from the start: the last message and the end can come in one turn.
  const ended = once(worker, 'exit');
  const [posted] = (await once(worker, 'message')) as [number];
  await ended;
  return posted;
}

it.each(['end', 'exit', 'throw'])(
  'what a worker opened is closed when it ends by %s',
  async (how) => {
    await run('nothing');
    const before = openDescriptors();
    expect(await run(how)).toBeGreaterThan(8);
    expect(openDescriptors()).toBe(before);
  },
);

it('what a worker released stays open', async () => {
  await run('nothing');
  const before = openDescriptors();
  const fd = await run('release');
  expect(openDescriptors()).toBe(before + 1);
  posix.close(fd);
});

it('what a worker adopted is closed when it ends', async () => {
  await run('nothing');
  const [a, b] = posix.socketpair();
  const before = openDescriptors();
  await run('adopt', a);
  expect(openDescriptors()).toBe(before - 1);
  expect(posix.recv(b, Buffer.alloc(1))).toBe(0);
  posix.close(b);
});

it('a number that was closed elsewhere and is in use again is left alone', async () => {
  await run('nothing');
  const worker = new Worker(script, { workerData: { how: 'wait', fd: -1 } });
  const ended = once(worker, 'exit');
  const [fd] = (await once(worker, 'message')) as [number];
  posix.close(fd);
  const [a, b] = posix.socketpair();
  const reused = a === fd ? posix.dup(a) : posix.dup2(a, fd);
  worker.postMessage('end');
  await ended;
  posix.send(b, Buffer.from('x'));
  expect(posix.recv(fd, Buffer.alloc(1))).toBe(1);
  [a, b, reused].forEach((open) => posix.close(open));
});

const WORKERS = 5;

it('many workers use the addon at once', async () => {
  const before = openDescriptors();
  const exchanged = await Promise.all(Array.from({ length: WORKERS }, () => run('exchange')));
  expect(exchanged).toEqual(Array.from({ length: WORKERS }, () => 2000));
  expect(openDescriptors()).toBeLessThanOrEqual(before);
});
