// Fairness between a saturated selector and Node's timers, and between a saturated selector and a busy `net` server.
// The tests count per turn of the event loop and per processor time of this thread, because rates depend on the machine.

import { CLOCK_THREAD_CPUTIME_ID, clockGettimeNs, recv, send } from '@fdset/posix';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { beforeEach, describe, expect, it } from 'vitest';

import { someOf } from '../../../scripts/test/exhaustive.mjs';
import { EVENT_READ, PollSelector, SelectSelector } from '../src/index.js';
import { KernelSelector } from './support/mechanisms.js';
import type { BaseSelector } from '../src/index.js';
import { startProgram } from './support/children.js';
import type { Program } from './support/children.js';
import { turnsDuring } from './support/expectations.js';
import { scopePerTest } from './support/scope.js';

const SOCKETS = 50;
const ENOUGH_CPU_MS = 100;
const MESSAGE = Buffer.alloc(64);

const scope = scopePerTest();
let selector: BaseSelector<number, number>;

const cpuMs = (): number => Number(clockGettimeNs(CLOCK_THREAD_CPUTIME_ID)) / 1e6;

/** Opens busy sockets: each message is answered at once, and the answer is the next message. */
function saturate(): void {
  for (let count = 0; count < SOCKETS; count++) {
    const [a, b] = scope.pair();
    selector.register(a, EVENT_READ, b);
    send(b, MESSAGE);
  }
}

/** Serves the busy sockets for the given processor time of this thread, and returns the number of batches. */
async function serve(processorMs: number): Promise<number> {
  const buffer = Buffer.alloc(MESSAGE.length);
  const end = cpuMs() + processorMs;
  let batches = 0;
  while (cpuMs() < end) {
    for (const { key } of await selector.selectAsync()) {
      recv(key.fd, buffer);
      send(key.data, buffer);
    }
    batches++;
  }
  return batches;
}

/** Starts an echo server of `net`, and a program that keeps it busy. */
async function startNetServer(): Promise<{
  server: Server;
  load: Program;
  count: () => number;
}> {
  let answers = 0;
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      answers++;
      socket.write(data);
    });
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const load = startProgram('net-load.mjs', [String(port), String(SOCKETS), '64']);
  while (answers < 1000) await new Promise((resolve) => setImmediate(resolve));
  return { server, load, count: () => answers };
}

// PollSelector and SelectSelector share the code for a turn of the loop.
const some = [KernelSelector, PollSelector];

describe.each(someOf([...some, SelectSelector], some))('%o', (Selector) => {
  beforeEach(() => {
    selector = scope.closing(new Selector<number, number>());
    saturate();
  });

  it('S33: beside a saturated selector a 1 ms interval ticks in one of five milliseconds of work', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await serve(ENOUGH_CPU_MS);
    clearInterval(timer);
    expect(ticks).toBeGreaterThanOrEqual(ENOUGH_CPU_MS / 5);
  });

  it('S33: beside a busy net server the selector has more than a batch of each turn, and the server its share', async () => {
    const { server, load, count } = await startNetServer();
    const before = count();
    let batches = 0;
    const turns = await turnsDuring(async () => (batches = await serve(ENOUGH_CPU_MS)));
    const answers = count() - before;
    load.child.kill();
    await load.exit;
    server.close();
    expect(batches).toBeGreaterThan(turns);
    expect(answers).toBeGreaterThan(turns);
  });
});
