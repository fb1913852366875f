import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as posix from '@fdset/posix';
import { expect, it } from 'vitest';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const script = fileURLToPath(new URL('../fixtures/opening-worker.mjs', import.meta.url));

/** Runs a worker that opens descriptors in the given way until it has ended, and returns what it posted. */
async function run(how: string, fd = -1): Promise<number> {
  const worker = new Worker(script, { workerData: { how, fd } });
  // The listener is added at the start, because the last message and the end can arrive in one turn.
  const ended = once(worker, 'exit');
  const [posted] = (await once(worker, 'message')) as [number];
  await ended;
  return posted;
}

it.each(['end', 'exit', 'throw'])(
  'what a worker opened is closed when it ends by %s',
  async (how) => {
    await run('nothing');
    const opened = openedFromNow();
    expect(await run(how)).toBeGreaterThan(8);
    expect(opened()).toEqual([]);
  },
);

it('what a worker released stays open', async () => {
  await run('nothing');
  const opened = openedFromNow();
  const fd = await run('release');
  expect(opened()).toHaveLength(1);
  posix.close(fd);
});

it('what a worker adopted is closed when it ends', async () => {
  await run('nothing');
  const opened = openedFromNow();
  const [a, b] = posix.socketpair();
  await run('adopt', a);
  expect(opened()).toEqual([expect.stringMatching(`^${b} `)]);
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
  const opened = openedFromNow();
  const exchanged = await Promise.all(Array.from({ length: WORKERS }, () => run('exchange')));
  expect(exchanged).toEqual(Array.from({ length: WORKERS }, () => 2000));
  expect(opened()).toEqual([]);
});
