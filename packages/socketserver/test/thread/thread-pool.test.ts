import { availableParallelism } from 'node:os';
import { ThreadPoolTCPServer } from '@fdset/socketserver';
import { describe, expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, serving, thrownBy, until } from '../support/servers.js';

const upper = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};
const computing = { ...upper, name: 'ComputingHandler' };
const client = startClient();

describe('a pool', () => {
  it('grows when requests wait, up to maxWorkers, and shrinks again', async () => {
    const options = { minWorkers: 1, maxWorkers: 3, growAfterMs: 2, idleWorkerTimeoutMs: 30 };
    const server = serving(new ThreadPoolTCPServer(anyPort, upper, options));
    const sockets = [];
    for (let i = 0; i < 4; i++) sockets.push(await client.connect(server.serverAddress));
    await until(() => server.stats().pool?.busy === 3);
    expect(server.stats().pool).toMatchObject({ workers: 3, queued: 1 });
    for (const socket of sockets) await client.close(socket);
    await until(() => server.stats().active === 0);
    expect(server.stats().pool?.longestWaitMs).toBeGreaterThanOrEqual(1);
    await until(() => server.stats().pool?.workers === 1);
  });

  it("whenFull: 'reject' closes what finds the queue full", async () => {
    const options = { minWorkers: 1, maxWorkers: 1, queueSize: 0, whenFull: 'reject' } as const;
    const server = serving(new ThreadPoolTCPServer(anyPort, upper, options));
    const first = await client.connect(server.serverAddress);
    await until(() => server.stats().pool?.busy === 1);
    const second = await client.connect(server.serverAddress);
    expect(await client.recv(second)).toBe('');
    expect(server.stats().rejected).toBe(1);
    await client.close(first);
  });

  it('tells how busy it is', async () => {
    const server = serving(new ThreadPoolTCPServer(anyPort, upper));
    expect(await client.exchange(server.serverAddress, 'sleep 20')).toBe('slept');
    await until(() => server.stats().finished === 1);
    const share = server.stats().pool?.busyShare ?? 0;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(1);
  });

  it('refuses a size that makes no sense', () => {
    for (const options of [{ minWorkers: 3, maxWorkers: 2 }, { maxWorkers: 0 }, { queueSize: -1 }])
      expect(thrownBy(() => new ThreadPoolTCPServer(anyPort, upper, options))).toBeInstanceOf(
        RangeError,
      );
  });
});

describe('a pool whose requests compute', () => {
  const processors = availableParallelism();

  it('grows all the same when its workers wait for silent clients', async () => {
    const options = { minWorkers: 1, maxWorkers: processors + 4, growAfterMs: 1 };
    const server = serving(new ThreadPoolTCPServer(anyPort, computing, options));
    const { serverAddress } = server;
    for (let i = 0; i < 8; i++) expect(await client.exchange(serverAddress, 'compute')).toBe('ok');
    const silent = [];
    for (let i = 0; i < processors + 3; i++) silent.push(await client.connect(serverAddress));
    expect(await client.exchange(serverAddress, 'compute')).toBe('ok');
    for (const socket of silent) await client.close(socket);
  });
});
