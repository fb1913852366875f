import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { HANG_MS } from '../../../vitest.base.mjs';
import { AF_UNIX, Socket } from '../src/index.js';
import type { Address } from '../src/index.js';
import { untilThreadBlocks } from './support/blocked-thread.js';
import { owned, ownedListener, ownedPair, thrownBy } from './support/sockets.js';
import { startPeer } from './support/peer.js';
import {
  SOCKETS_AND_PIPES,
  openDescriptors,
  openedFromNow,
} from '../../../scripts/test/opened-from-now.mjs';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** A Unix listener whose queue is full: connecting to it blocks. */
const fullListener = (): Address => {
  const listener = owned(new Socket(AF_UNIX));
  listener.bind({ path: '' });
  listener.listen(0);
  const address = listener.getsockname();
  owned(new Socket(AF_UNIX)).connect(address);
  return address;
};

const fullTcpListener = (): Address => {
  const listener = owned(new Socket());
  listener.bind({ host: '127.0.0.1', port: 0 });
  listener.listen(0);
  for (let i = 0; i < 2; i++) owned(new Socket()).tryConnect(listener.getsockname());
  return listener.getsockname();
};

interface Blocked {
  scenario: string;
  prepare: () => { socket: Socket; options?: Record<string, unknown> };
}

const blocked: Blocked[] = [
  { scenario: 'blockInRecv', prepare: () => ({ socket: ownedPair()[0] }) },
  { scenario: 'blockInAccept', prepare: () => ({ socket: ownedListener().listener }) },
  { scenario: 'blockInSendall', prepare: () => ({ socket: ownedPair()[0] }) },
  {
    scenario: 'blockInConnect',
    prepare: () => ({ socket: new Socket(), options: { address: fullTcpListener() } }),
  },
  {
    scenario: 'blockInConnect',
    prepare: () => ({ socket: new Socket(AF_UNIX), options: { address: fullListener() } }),
  },
];

describe('waiting', () => {
  it.each(blocked)(
    'K2: worker.terminate() ends $scenario and closes its socket',
    async ({ scenario, prepare }) => {
      const { socket, options } = prepare();
      const name = openDescriptors().find((one) => one.startsWith(`${socket.fileno()} `));
      const opened = openedFromNow(SOCKETS_AND_PIPES);
      const peer = await startPeer(scenario, socket, options);
      await untilThreadBlocks();
      await peer.worker.terminate();
      expect(opened()).toEqual([]);
      expect(openDescriptors()).not.toContain(name);
    },
  );

  it('K1: a signal with a listener ends a blocked call on the main thread with InterruptedError', async () => {
    const child = spawn(process.execPath, [fixture('interrupted.mjs')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (text.includes('blocking')) child.kill('SIGINT');
    });
    const [code] = await once(child, 'close');
    expect(output.trim().split('\n')).toEqual([
      'blocking in recv',
      'InterruptedError recv EINTR',
      'blocking in sendall',
      'InterruptedError sendall EINTR partial',
      'blocking in ready recv',
      'InterruptedError recv EINTR',
      'blocking in connectEx',
      expect.stringMatching(/^InterruptedError connect EINTR @/),
      'listener ran 4 times',
    ]);
    expect(code).toBe(0);
  });

  it('process.exit ends the process while a worker is blocked', async () => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [fixture('exit-while-blocked.mjs')],
      {
        timeout: HANG_MS,
      },
    );
    expect(stdout).toBe('leaving\n');
  });

  it('K2: the deadline is absolute: bytes that come meanwhile do not move it', async () => {
    const [a, b] = ownedPair();
    await startPeer('trickle', b, { bytes: 4096, everyMs: 5 });
    a.settimeout(100);
    const startedAt = performance.now();
    expect(thrownBy(() => a.sendall(Buffer.alloc(64 << 20))).code).toBe('ETIMEDOUT');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(100);
  });
});
