import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { dup } from '@fdset/posix';
import { beforeAll, describe, expect, it } from 'vitest';
import { needsThat } from '../../../../../scripts/test/needs.mjs';
import { openedFromNow } from '../../../../../scripts/test/opened-from-now.mjs';
import { Socket } from '../../../src/index.js';
import { canUseRing } from '../../support/can-use-ring.js';

const script = fileURLToPath(new URL('../../fixtures/uring-in-flight.mjs', import.meta.url));

/** Runs a worker until it has ended, and receives on the other side of one of its connections, until that has ended. */
async function endWorker(how: string): Promise<void> {
  const worker = new Worker(script, { workerData: { how } });
  const ended = once(worker, 'exit');
  const [fd] = (await once(worker, 'message')) as [number];
  const peer = Socket.fromFd(dup(fd));
  if (how === 'terminate') await worker.terminate();
  else worker.postMessage('go on');
  await ended;
  while (peer.recv(1 << 20).length > 0);
  peer.close();
}

describe('sockets over io_uring', needsThat(canUseRing(), 'needs io_uring'), () => {
  // The first worker of a process opens descriptors that stay.
  beforeAll(() => endWorker('end'));

  it.each(['end', 'exit', 'throw', 'terminate'])(
    'of a worker leave no descriptor and no open connection when it ends by %s',
    async (how) => {
      const opened = openedFromNow();
      await endWorker(how);
      expect(opened()).toEqual([]);
    },
  );

  it.each(['exit', 'end'])('of a process do not keep it from ending by %s', async (how) => {
    const child = spawn(process.execPath, [script, how], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it.each(['idle', 'aborted', 'timed out', 'closed'])(
    'of a process do not keep it from ending when nothing is under way: %s',
    async (how) => {
      const path = fileURLToPath(new URL('../../fixtures/ending-uring.mjs', import.meta.url));
      const child = spawn(process.execPath, [path, how], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).toBe(0);
    },
  );
});
