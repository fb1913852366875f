import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as posix from '@fdset/posix';
import { beforeAll, describe, expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';
import { canMakeRing } from '../helpers/can-make-ring.js';

const script = fileURLToPath(new URL('../fixtures/ring-in-flight.mjs', import.meta.url));

/** Runs a worker until it has ended with operations in flight, and says whether its connection has ended for the peer. */
async function endWorker(how: string): Promise<boolean> {
  const worker = new Worker(script, { workerData: { how } });
  const ended = once(worker, 'exit');
  const [fd] = (await once(worker, 'message')) as [number];
  const peer = posix.dup(fd);
  if (how === 'terminate') await worker.terminate();
  else worker.postMessage('go on');
  await ended;
  posix.setNonblocking(peer, true);
  const buffer = Buffer.alloc(1 << 20);
  while (posix.tryRecv(peer, buffer) > 0);
  const isEnd = posix.tryRecv(peer, buffer) === 0;
  posix.close(peer);
  return isEnd;
}

async function endProcess(how: string): Promise<unknown> {
  const child = spawn(process.execPath, [script, how], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  if (how === 'kill') child.kill('SIGKILL');
  const [code, signal] = (await ended) as [number | null, string | null];
  return code ?? signal;
}

describe('operations in flight', needsThat(canMakeRing(), 'needs io_uring'), () => {
  // The first worker of a process opens descriptors that stay.
  beforeAll(async () => void (await endWorker('end')));

  it.each(['end', 'exit', 'throw', 'terminate'])(
    'of a worker do not outlive it: it ends by %s',
    async (how) => {
      const opened = openedFromNow();
      expect(await endWorker(how)).toBe(true);
      expect(opened()).toEqual([]);
    },
  );

  it.each([
    ['exit', 0],
    ['end', 0],
    ['kill', 'SIGKILL'],
  ])('of a process do not keep it from ending by %s', async (how, code) => {
    expect(await endProcess(how)).toBe(code);
  });
});
