// When a threading server starts a thread for a request, and when the request waits for one that is there.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  ThreadPoolTCPServer,
  ThreadingTCPServer,
  ThreadingUDPServer,
  subscribe,
} from '@fdset/socketserver';
import type { ThreadingOptions } from '@fdset/socketserver';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startClient } from '../support/client.js';
import { askOnce, hold } from '../support/programs.js';
import { anyPort, freshDirectory, serving, until } from '../support/servers.js';

const handlers = new URL('../fixtures/handlers.mjs', import.meta.url);
const upper = { module: handlers, name: 'UpperHandler' };
const client = startClient();

// No test takes this long.
const LONG_MS = 2 ** 31 - 1;
const CLIENTS = 8;
const each = Array.from({ length: CLIENTS }, (_, i) => i);

const ready = async (options: ThreadingOptions, handler = upper) => {
  const server = serving(new ThreadingTCPServer(anyPort, handler, options));
  await server.ready;
  return { server, port: server.serverAddress.port };
};

/** A handler whose module waits until `leave`, in the one thread that loads it next after `holdNext`. */
const heldHandler = () => {
  const directory = freshDirectory();
  const [held, leave] = ['hold', 'leave'].map((name) => join(directory, name)) as [string, string];
  const query = new URLSearchParams({ hold: held, leave }).toString();
  const module = new URL(`../fixtures/held-module.mjs?${query}`, import.meta.url);
  return {
    handler: { module, name: 'HeldHandler' },
    /** Returns a function that tells whether a thread waits. */
    holdNext: () => {
      writeFileSync(held, '');
      return () => !existsSync(held);
    },
    leave: () => writeFileSync(leave, ''),
  };
};

/** Whether every other thread of this process waits for something. */
const othersSleep = (): boolean => {
  const ids = readdirSync('/proc/self/task').filter((id) => Number(id) !== process.pid);
  try {
    // The state follows the name, which may have parentheses of its own.
    return ids.every((id) =>
      /\) S [^)]*$/.test(readFileSync(`/proc/self/task/${id}/stat`, 'latin1')),
    );
  } catch {
    return false; // A thread has ended meanwhile.
  }
};

/** How many threads start at the same time at most. */
const MOST_STARTS = 2 * availableParallelism();

const workersOf = (server: ThreadingTCPServer): number | undefined => server.stats().pool?.workers;

const askAll = (port: number): Promise<string[]> =>
  Promise.all(each.map((i) => askOnce(port, `word ${i}`)));

const answers = each.map((i) => `WORD ${i}`);

describe('short requests of eight clients at once', () => {
  it('share the thread that is there, and accepting does not pause', async () => {
    const { server, port } = await ready({ growAfterMs: LONG_MS });
    const path = join(freshDirectory(), 'path');
    const first = askOnce(port, `find ${path}`);
    await until(() => server.stats().pool?.busy === 1);
    const asked = askAll(port);
    await until(() => server.stats().pool?.queued === CLIENTS);
    writeFileSync(path, '');
    expect([await first, ...(await asked)]).toEqual(['found', ...answers]);
    expect(server.stats()).toMatchObject({ pauses: 0, pool: { workers: 1 } });
  });

  it('wait for the one thread that starts when none is there', async () => {
    const { handler, holdNext, leave } = heldHandler();
    const { server, port } = await ready({ growAfterMs: LONG_MS, idleThreadTimeoutMs: 1 }, handler);
    await until(() => workersOf(server) === 0);
    holdNext();
    const asked = askAll(port);
    await until(() => server.stats().pool?.queued === CLIENTS);
    expect(workersOf(server)).toBe(1);
    leave();
    expect(await asked).toEqual(answers);
  });

  it('of a datagram server wait for the thread that is there as well', async () => {
    const release = join(freshDirectory(), 'release');
    const handler = { module: handlers, name: 'SlowDatagramHandler' };
    const options = { growAfterMs: LONG_MS, context: { release } };
    const server = serving(new ThreadingUDPServer(anyPort, handler, options));
    await server.ready;
    const sockets = await Promise.all(each.map(() => client.datagram(server.serverAddress)));
    for (const [i, socket] of sockets.entries()) await client.send(socket, `word ${i}`);
    await until(() => server.stats().pool?.queued === CLIENTS - 1);
    expect(server.stats()).toMatchObject({ pauses: 0, pool: { workers: 1 } });
    writeFileSync(release, '');
    expect(await Promise.all(sockets.map((socket) => client.recv(socket)))).toEqual(answers);
  });
});

describe('a request that no thread is free for', () => {
  it.each<[string, ThreadingOptions]>([
    ['growAfterMs: 0', { growAfterMs: 0 }],
    ['reuseThreads: false', { growAfterMs: LONG_MS, reuseThreads: false }],
  ])('gets one at once with %s', async (_, options) => {
    const { server, port } = await ready(options);
    const workers: (number | undefined)[] = [];
    // The event comes just before the strategy gets the request.
    const onRequest = (): void => queueMicrotask(() => workers.push(workersOf(server)));
    const heard = subscribe('fdset:server:request:start', onRequest, server);
    onTestFinished(() => heard.unsubscribe());
    for (let i = 1; i <= 3; i++) await hold(port, `held ${i}`);
    await until(() => workers.length === 3);
    expect(workers).toEqual([1, 2, 3]);
  });

  it('gets one when it has waited growAfterMs, as every other that has: at most two starts for each processor at a time, the others behind them', async () => {
    const growAfterMs = 1000;
    const { server, port } = await ready({ growAfterMs });
    for (const i of each) await hold(port, `held ${i}`);
    await until(() => server.stats().active === CLIENTS);
    const before = server.stats().pool;
    // On a busy machine the first handler may still compute, because it has not come to its wait yet.
    await until(othersSleep);
    // The event loop makes no turn and fires no timer until all requests have waited so long.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, growAfterMs);
    const seen = new Set([workersOf(server)]);
    await until(() => seen.add(workersOf(server)).has(CLIENTS));
    expect(before).toMatchObject({ workers: 1, queued: CLIENTS - 1 });
    const [first = 0, second = 0] = seen;
    expect(first).toBe(1);
    // Fewer where the first handler has not come to its wait yet.
    expect(second - first).toBeLessThanOrEqual(MOST_STARTS);
  });

  it('gets none of its own where one that starts meanwhile answers it', async () => {
    const { server, port } = await ready({});
    await hold(port, 'held');
    await until(() => server.stats().pool?.busy === 1);
    const burst = Array.from({ length: 60 }, (_, i) => askOnce(port, `word ${i}`));
    expect(await Promise.all(burst)).toEqual(burst.map((_, i) => `WORD ${i}`));
    expect(workersOf(server)).toBeLessThan(30);
  });

  it('gets one, the ninth beside eight that stay for ever, by default', async () => {
    const { server, port } = await ready({});
    for (const i of each) await hold(port, `held ${i}`);
    expect(await askOnce(port, 'ninth')).toBe('NINTH');
    await until(() => server.stats().pool?.busy === CLIENTS);
  });

  it('gets one beside handlers that compute for ever', async () => {
    const spinning = {
      module: new URL('../fixtures/hard-handlers.mjs', import.meta.url),
      name: 'HardHandler',
    };
    const { server, port } = await ready({ growAfterMs: 1, daemonThreads: true }, spinning);
    server.handleError = () => {};
    for (let i = 0; i < availableParallelism(); i++) await hold(port, 'spin');
    expect(await askOnce(port, 'x')).toBe('ok');
    await server.serverClose();
  });

  it('gets one though the server has been shut down meanwhile', async () => {
    const { server, port } = await ready({ growAfterMs: 50 });
    await hold(port, 'held');
    const asked = askOnce(port, 'late');
    await until(() => server.stats().active === 2);
    await server.shutdown();
    expect(await asked).toBe('LATE');
  });

  it('ends as aborted when the server is closed before', async () => {
    const { server, port } = await ready({ growAfterMs: LONG_MS });
    await hold(port, 'held');
    const asked = askOnce(port, 'late');
    await until(() => server.stats().active === 2);
    expect((await server.serverClose({ graceMs: 0 })).aborted).toHaveLength(2);
    expect(await asked).toMatch(/^(ECONNRESET)?$/);
  });
});

describe('a thread that is never ready holds up nobody for ever', () => {
  it.each([undefined, 0])('with growAfterMs %s', async (growAfterMs) => {
    const { handler, holdNext, leave } = heldHandler();
    const { server, port } = await ready({ growAfterMs, idleThreadTimeoutMs: 1 }, handler);
    await until(() => workersOf(server) === 0);
    const isHeld = holdNext();
    await hold(port, 'first');
    await until(isHeld);
    expect(await askOnce(port, 'second')).toBe('SECOND');
    leave();
  });

  it('in a pool that grows', async () => {
    const { handler, holdNext, leave } = heldHandler();
    const options = { minWorkers: 1, maxWorkers: 3, growAfterMs: 1 };
    const server = serving(new ThreadPoolTCPServer(anyPort, handler, options));
    await server.ready;
    const { port } = server.serverAddress;
    const isHeld = holdNext();
    await hold(port, 'first');
    const asked = askOnce(port, 'second');
    await until(isHeld);
    expect(await asked).toBe('SECOND');
    leave();
  });
});
