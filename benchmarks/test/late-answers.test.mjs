// The load generator for datagrams and a server that takes long to answer: it is slow, and has lost nothing.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { DefaultSelector, EVENT_READ } from '@fdset/selectors';
import { AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';
import { expect, it, onTestFinished } from 'vitest';

import { nativeProgram } from '../src/harness/native.mjs';
import { describeOnLinux } from './support/trials.mjs';

// Longer than after what time a UDP datagram counts as lost.
const LATE_MS = 400;

describeOnLinux('the load of datagrams', () => {
  it('waits for a Unix server that answers late', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fdset-late-'));
    const path = join(folder, 'server');
    const server = new Socket(AF_UNIX, SOCK_DGRAM);
    const sel = new DefaultSelector();
    onTestFinished(() => {
      sel.close();
      server.close();
      rmSync(folder, { recursive: true });
    });
    server.bind({ path });
    sel.register(server, EVENT_READ);
    const args = [`--unix=${path}`, '--clients=1', '--burst=1', '--size=64', '--warmup-ms=1'];
    const program = nativeProgram('datagram-load');
    const load = promisify(execFile)(program, [...args, '--measure-ms=1', `--pid=${process.pid}`]);
    const ended = new AbortController();
    const answering = (async () => {
      await sel.selectAsync(null);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LATE_MS);
      for (;;) {
        await sel.selectAsync(null, ended);
        const [data, address] = server.recvfrom(64);
        server.trySendto(data, address);
      }
    })().catch(() => {});
    const { stdout } = await load.finally(() => ended.abort());
    await answering;
    expect(JSON.parse(stdout)).toMatchObject({ lost: 0 });
  });
});
