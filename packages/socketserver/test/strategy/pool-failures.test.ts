// What becomes of requests when their thread or process cannot have them.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  ProcessPoolTCPServer,
  ProcessPoolUnixDatagramServer,
  TCPServer,
  ThreadPoolTCPServer,
  ThreadingMixIn,
  ThreadingTCPServer,
} from '@fdset/socketserver';
import type { ServerEvents } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, freshPath, serving, thrownBy, until } from '../support/servers.js';

const here = fileURLToPath(new URL('..', import.meta.url));
const hard = {
  module: new URL('../fixtures/hard-handlers.mjs', import.meta.url),
  name: 'HardHandler',
};
const upper = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};
const hold = { ...upper, name: 'HoldHandler' };
const client = startClient();

it('threads that die right after their requests: who waited is answered, or his error told', async () => {
  class Quiet extends ThreadPoolTCPServer {
    readonly errors: unknown[] = [];
    override handleError(...[, , error]: Parameters<ThreadPoolTCPServer['handleError']>): void {
      this.errors.push(error);
    }
  }
  const server = serving(new Quiet(anyPort, hard, { minWorkers: 1, maxWorkers: 1 }));
  const sockets = [];
  for (let i = 0; i < 5; i++) sockets.push(await client.connect(server.serverAddress));
  for (const socket of sockets) await client.send(socket, 'exit late');
  const answers = [];
  for (const socket of sockets) answers.push(await client.recvAndClose(socket).catch(() => ''));
  const { length: answered } = answers.filter((answer) => answer === 'ok');
  await until(() => server.stats().active === 0);
  expect(server.stats()).toMatchObject({ finished: answered, failed: server.errors.length });
  expect(answered + server.errors.length).toBe(5);
});

it('a handler that cannot be loaded any more is an error of the request, told and counted', async () => {
  const folder = mkdtempSync(join(here, '.tmp-replaced-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'handlers.mjs');
  copyFileSync(fileURLToPath(upper.module), path);
  const errors: { code?: string }[] = [];
  class Quiet extends ThreadingTCPServer {
    override handleError(...[, , error]: Parameters<ThreadingTCPServer['handleError']>): void {
      errors.push(error as { code?: string });
    }
  }
  const server = serving(new Quiet(anyPort, { module: pathToFileURL(path), name: 'UpperHandler' }));
  const first = await client.connect(server.serverAddress);
  await client.send(first, 'first');
  expect(await client.recv(first)).toBe('FIRST');
  writeFileSync(path, 'export const somethingElse = 1;\n');
  const second = await client.connect(server.serverAddress);
  expect(await client.recvAndClose(second)).toBe('');
  expect(errors).toMatchObject([{ code: 'ERR_FDSET_HANDLER_SOURCE' }]);
  expect(server.stats()).toMatchObject({ failed: 1, aborted: 0, active: 1 });
  await client.close(first);
});

it('a pool serves again though requests are too old before a process has started', async () => {
  const server = serving(
    new ProcessPoolTCPServer(anyPort, hold, { maxWorkers: 1, requestTimeoutMs: 20 }),
  );
  const held = await client.connect(server.serverAddress);
  await until(() => server.stats().aborted === 1);
  while ((await client.exchange(server.serverAddress, 'x').catch(() => '')) !== 'X');
  await client.close(held);
});

it('a pool whose workers cannot start any more turns away what waits for them, and says why', async () => {
  const folder = mkdtempSync(join(here, '.tmp-broken-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'handlers.mjs');
  copyFileSync(fileURLToPath(hold.module), path);
  const errors: unknown[] = [];
  const listener = (message: unknown): void => {
    errors.push((message as ServerEvents['fdset:server:error']).error);
  };
  subscribe('fdset:server:error', listener);
  onTestFinished(() => void unsubscribe('fdset:server:error', listener));
  const handler = { ...hold, module: pathToFileURL(path) };
  class Quiet extends ProcessPoolTCPServer {
    override handleError(): void {}
  }
  const server = serving(new Quiet(anyPort, handler, { maxWorkers: 1 }));
  const held = await client.connect(server.serverAddress);
  await until(() => server.stats().active === 1);
  writeFileSync(path, 'export const somethingElse = 1;\n');
  const waiting = await client.connect(server.serverAddress);
  await until(() => server.stats().pool?.queued === 1);
  for (const pid of server.activeChildren) process.kill(pid, 'SIGKILL');
  expect(await client.recvAndClose(held).catch(() => '')).toBe('');
  await until(() => server.stats().active === 0);
  expect(await client.recvAndClose(waiting).catch(() => '')).toBe('');
  const answer = await client.exchange(server.serverAddress, 'x').catch(() => '');
  expect(answer).toBe('');
  const source = expect.objectContaining({ code: 'ERR_FDSET_HANDLER_SOURCE' }) as unknown;
  await until(() => errors.length > 1);
  expect(errors.slice(1)).toContainEqual(source);
});

it('hooks that run elsewhere are refused, also when the class below overrides them', () => {
  class Own extends TCPServer {
    override shutdownRequest(): void {}
  }
  const Threaded = ThreadingMixIn(Own);
  expect(thrownBy(() => new Threaded(anyPort, upper))).toMatchObject({
    code: 'ERR_FDSET_UNSUPPORTED',
  });
});

it('packets too long for a message to a process are refused when the server is made', () => {
  const make = () =>
    new ProcessPoolUnixDatagramServer(freshPath(), upper, { maxPacketSize: 131_073 });
  expect(make).toThrow(RangeError);
});

it('null is no limit and no time-out', async () => {
  const options = { maxThreads: null, idleThreadTimeoutMs: null };
  const server = serving(new ThreadingTCPServer(anyPort, upper, options));
  expect(await client.exchange(server.serverAddress, 'a')).toBe('A');
  const never = { minWorkers: 0, maxWorkers: 2, growAfterMs: null, idleWorkerTimeoutMs: null };
  const pool = serving(new ThreadPoolTCPServer(anyPort, upper, { ...never, queueSize: null }));
  const growing = serving(new ThreadPoolTCPServer(anyPort, upper, { ...never, growAfterMs: 1 }));
  const pairs: [number, number][] = [];
  for (const one of [pool, growing]) {
    const first = await client.connect(one.serverAddress);
    await until(() => one.stats().active === 1);
    const second = await client.connect(one.serverAddress);
    await client.send(second, 'b');
    await until(() => one.stats().active === 2);
    pairs.push([first, second]);
  }
  const [[first, second], [other, answered]] = pairs as [[number, number], [number, number]];
  // By now `pool` would have a second thread as well, if it grew.
  expect(await client.recvAndClose(answered)).toBe('B');
  expect(await client.tryRecv(second)).toBeNull();
  expect(pool.stats().pool).toMatchObject({ workers: 1, queued: 1 });
  await client.close(first);
  expect(await client.recvAndClose(second)).toBe('B');
  await client.close(other);
});
