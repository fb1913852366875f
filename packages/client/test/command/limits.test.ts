// What `listen` and `relay` do at the limits: of descriptors, and of memory while a lot passes.
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { connect as connectAsync } from '@fdset/socket/async';
import type { AsyncSocket } from '@fdset/socket/async';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';
import { parseUrl } from '../../src/index.js';
import { Running, fdsetPath, startListening } from '../support/run-fdset.js';
import { owned, startServer } from '../support/servers.js';

const client = async (url: string): Promise<AsyncSocket> =>
  owned(await connectAsync(parseUrl(url).address));

const isEchoed = async (sock: AsyncSocket): Promise<boolean> => {
  await sock.sendall('x');
  return (await sock.recv(1)).length === 1;
};

describe('fdset listen', needs('prlimit'), () => {
  it('takes the clients that had to wait for a descriptor when others have left', async () => {
    const args = [
      '--nofile=40',
      process.execPath,
      fdsetPath,
      'listen',
      'tcp://127.0.0.1:0',
      '--echo',
    ];
    const program = new Running('prlimit', args, 'pipe');
    await program.complains('\n');
    const url = program.stderr.trim().split(' ').at(-1) as string;
    const clients = await Promise.all(Array.from({ length: 50 }, () => client(url)));
    // They are in the queue of the kernel: their bytes wait there with them.
    const echoes = clients.map((sock) => isEchoed(sock));
    for (const [index, echo] of echoes.entries()) {
      expect(await echo).toBe(true);
      clients[index]?.close();
    }
  });
});

const peakKiB = (pid: number): number => {
  const [, kiB] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kiB);
};

describe('fdset relay', needsThat(process.platform === 'linux', 'needs Linux'), () => {
  it('needs no more memory for a lot than for a little', async () => {
    const { program, url } = await startListening([
      'relay',
      'listen:tcp://127.0.0.1:0',
      await startServer('count'),
    ]);
    const peaks: number[] = [];
    for (const chunks of [64, 64, 1024]) {
      expect(await passed(url, chunks)).toBe(`${chunks * 256 * 1024} bytes`);
      peaks.push(peakKiB(program.pid));
    }
    // 16 times as much as before, 240 MiB more.
    expect((peaks[2] as number) - (peaks[1] as number)).toBeLessThan(64 * 1024);
  });
});

/** Sends so many chunks of 256 KiB from a thread that may block; what the server says then. */
const passed = async (url: string, chunks: number): Promise<string> => {
  const address = parseUrl(url).address;
  const worker = new Worker(new URL('../fixtures/sender.mjs', import.meta.url), {
    workerData: { address, chunks },
  });
  onTestFinished(async () => void (await worker.terminate()));
  const [answer] = (await once(worker, 'message')) as [string];
  return answer;
};
