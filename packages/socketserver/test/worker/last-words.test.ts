// The server hears what a process says right before it ends, although libuv learns of its end first.
import { spawn } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Watcher, close, send, socketpair } from '@fdset/posix';
import { ForkingTCPServer, ProcessPoolTCPServer } from '@fdset/socketserver';
import type { ServerEvents } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';
import { forkServersOf } from '../support/processes.js';
import { anyPort, freshDirectory, until } from '../support/servers.js';

const turn = new Int32Array(new SharedArrayBuffer(4));

/** Blocks until a child has ended. While this thread blocks, the child is not reaped and no time-out of vitest can fire. */
const blockUntilEnded = (pid: number): void => {
  const giveUpAt = performance.now() + HANG_MS / 2;
  while (!readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ')) {
    if (performance.now() > giveUpAt) throw new Error(`process ${pid} has not ended`);
    Atomics.wait(turn, 0, 0, 1);
  }
};

/**
 * Calls `action` when the event loop knows that another child has ended, and has not looked yet which children have. It
 * looks at the very end of its turn.
 */
const beforeChildrenAreReaped = (action: () => void): Promise<void> =>
  new Promise((resolve) => {
    const [own, theirs] = socketpair();
    const watcher = new Watcher(own, () => {
      watcher.close();
      action();
      for (const fd of [own, theirs]) close(fd);
      resolve();
    });
    watcher.start();
    blockUntilEnded(spawn('true').pid ?? 0);
    send(theirs, Buffer.from('x'));
  });

it.each([ForkingTCPServer, ProcessPoolTCPServer])(
  '%o: why a process cannot work is told by its own words',
  async (Server) => {
    const gate = join(freshDirectory(), 'gate');
    const module = new URL(`../fixtures/gated-module.mjs?gate=${gate}`, import.meta.url);
    const reasons: string[] = [];
    const listen = (message: unknown): void =>
      void reasons.push(String((message as ServerEvents['fdset:server:fallback']).error));
    subscribe('fdset:server:fallback', listen);
    onTestFinished(() => void unsubscribe('fdset:server:fallback', listen));
    const server = new Server(anyPort, { module, name: 'GatedHandler' });
    onTestFinished(async () => void (await server.serverClose()));
    const served = server.serveForever().catch((error: Error) => error.message);
    const started = (): number[] =>
      Server === ForkingTCPServer ? forkServersOf(process.pid) : server.activeChildren;
    await until(() => started().length > 0);
    const [pid = 0] = started();
    await beforeChildrenAreReaped(() => {
      writeFileSync(gate, 'broken');
      blockUntilEnded(pid);
    });
    expect(await served).toMatch(/the module is broken/);
    expect(reasons).toEqual([]);
  },
);
