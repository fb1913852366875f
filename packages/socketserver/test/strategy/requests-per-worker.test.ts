// Workers that handle several requests at once on their event loops.
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  ProcessPoolTCPServer,
  TCPServer,
  ThreadPoolTCPServer,
  subscribe,
} from '@fdset/socketserver';
import type { AnyServer } from '@fdset/socketserver';
import { describe, expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, freshDirectory, serving, thrownBy, until } from '../support/servers.js';

const client = startClient();
const ENDED = { code: 'ERR_FDSET_WORKER_ENDED' };
const module = new URL('../fixtures/async-handlers.mjs', import.meta.url);
const handlerOf = (name: string) => ({ module, name });

type Pool = typeof ThreadPoolTCPServer;
const pools = [
  ['threads', ThreadPoolTCPServer],
  ['processes', ProcessPoolTCPServer as unknown as Pool],
] as const;

/** What handleError is told. */
const errorsOf = (server: InstanceType<Pool>): { code?: string; message: string }[] => {
  const errors: { code?: string; message: string }[] = [];
  server.handleError = (_request, _client, error) => void errors.push(error as Error);
  return errors;
};

const connectAll = async ({ serverAddress }: AnyServer, count: number): Promise<number[]> => {
  const sockets: number[] = [];
  for (let i = 0; i < count; i++) sockets.push(await client.connect(serverAddress));
  return sockets;
};

const ask = async (socket: number, word = 'where'): Promise<string> => {
  await client.send(socket, word);
  return client.recv(socket);
};

describe.each(pools)('%s', (_kind, Server) => {
  it.each([1, 2])(
    '200 connections that stay share %i workers evenly, and all are answered',
    async (workers) => {
      const options = { maxWorkers: workers, requestsPerWorker: 200 };
      const server = serving(new Server(anyPort, handlerOf('StayingHandler'), options));
      await server.ready;
      const sockets = await connectAll(server, 200);
      await until(() => server.stats().active === 200);
      const places = new Map<string, number>();
      for (let round = 0; round < 2; round++) {
        places.clear();
        for (const socket of sockets) {
          const [where = '', staying = ''] = (await ask(socket)).split(' ');
          expect(Number(staying)).toBeLessThanOrEqual(200 / workers);
          places.set(where, (places.get(where) ?? 0) + 1);
        }
      }
      expect([...places.values()]).toEqual(Array(workers).fill(200 / workers));
      expect(server.stats()).toMatchObject({
        accepted: 200,
        active: 200,
        pool: { workers, busy: workers, idle: 0, queued: 0 },
      });
      for (const socket of sockets) await client.close(socket);
      await until(() => server.stats().finished === 200);
      expect(server.stats()).toMatchObject({ active: 0, pool: { busy: 0, idle: workers } });
    },
  );

  it('a request beyond all places waits for one', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 2 };
    const server = serving(new Server(anyPort, handlerOf('StayingHandler'), options));
    const [first = 0, second = 0, third = 0] = await connectAll(server, 3);
    await until(() => server.stats().pool?.queued === 1);
    await client.send(third, 'third');
    expect(await ask(second)).toMatch(/ 2$/);
    expect(await client.tryRecv(third)).toBeNull();
    await client.close(first);
    expect(await client.recv(third)).toMatch(/ 2$/);
    await client.close(second);
    await client.close(third);
    await until(() => server.stats().finished === 3);
  });

  it('a synchronous handler is refused', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 2 };
    const server = serving(new Server(anyPort, handlerOf('SyncHandler'), options));
    const errors = errorsOf(server);
    const [socket = 0] = await connectAll(server, 1);
    expect(await client.recvAndClose(socket)).toBe('');
    await until(() => server.stats().failed === 1);
    expect(errors).toMatchObject([{ name: 'TypeError', code: 'ERR_FDSET_SYNC_HANDLER' }]);
  });

  it('a handler that throws costs its own request only', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 10 };
    const server = serving(new Server(anyPort, handlerOf('ObeyingHandler'), options));
    const errors = errorsOf(server);
    const [bad = 0, good = 0] = await connectAll(server, 2);
    const where = await ask(good);
    await client.send(bad, 'throw');
    expect(await client.recvAndClose(bad)).toBe('');
    await until(() => server.stats().failed === 1);
    expect(errors).toMatchObject([{ name: 'RangeError', message: 'asked to throw' }]);
    expect(await ask(good)).toBe(where);
    await client.close(good);
  });

  it('a request whose time is up is aborted, and those beside it go on', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 10 };
    const server = serving(new Server(anyPort, handlerOf('ObeyingHandler'), options));
    const ends: string[] = [];
    subscribe('fdset:server:worker:end', () => ends.push('worker'), server);
    const [never = 0, waiting = 0] = await connectAll(server, 2);
    await ask(waiting);
    await client.send(never, 'never');
    // One never settles, the other one waits for its client.
    expect(server.abortRequests('test')).toHaveLength(2);
    expect(await client.recvAndClose(never)).toBe('');
    expect(await client.recvAndClose(waiting)).toBe('');
    const [next = 0] = await connectAll(server, 1);
    await ask(next);
    await until(() => server.stats().aborted === 2);
    expect(await ask(next)).not.toBe('');
    expect(ends).toEqual([]);
    expect(server.stats()).toMatchObject({ active: 1, failed: 0, pool: { workers: 1 } });
    await client.close(next);
  });

  it('requestTimeoutMs aborts the one request that is late', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 10, requestTimeoutMs: 100 };
    const server = serving(new Server(anyPort, handlerOf('ObeyingHandler'), options));
    const [socket = 0] = await connectAll(server, 1);
    expect(await client.recvAndClose(socket)).toBe('');
    await until(() => server.stats().aborted === 1);
    expect(server.stats()).toMatchObject({ pool: { workers: 1 } });
  });

  it.each(['exit', 'leave'])(
    'every request of a worker that ends (%s) fails, and other workers go on',
    async (word) => {
      const options = { maxWorkers: 2, requestsPerWorker: 10 };
      const server = serving(new Server(anyPort, handlerOf('ObeyingHandler'), options));
      const errors = errorsOf(server);
      await server.ready;
      const sockets = await connectAll(server, 4);
      const places: string[] = [];
      for (const socket of sockets) places.push(await ask(socket));
      const [first = 0] = sockets;
      await client.send(first, word);
      await until(() => server.stats().failed === 2);
      expect(errors).toMatchObject([ENDED, ENDED]);
      for (const [i, socket] of sockets.entries()) {
        if (places[i] === places[0]) expect(await client.recvAndClose(socket)).toBe('');
        else {
          expect(await ask(socket)).toBe(places[i]);
          await client.close(socket);
        }
      }
      // Its successor, or the other one.
      const [next = 0] = await connectAll(server, 1);
      expect(await ask(next)).toMatch(/^\d+$/);
      await client.close(next);
    },
  );

  it('requests that a blocked worker has not begun come back when it ends', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 10 };
    const server = serving(new Server(anyPort, handlerOf('ObeyingHandler'), options));
    const errors = errorsOf(server);
    const gate = join(freshDirectory(), 'gate');
    const [blocking = 0, begun = 0] = await connectAll(server, 2);
    const where = await ask(begun);
    expect(await ask(blocking, `exit when ${gate}`)).toBe('blocking');
    const sockets = await connectAll(server, 3);
    for (const socket of sockets) await client.send(socket, 'where');
    await until(() => server.stats().active === 5);
    writeFileSync(gate, '');
    for (const socket of sockets) expect(await client.recv(socket)).not.toBe(where);
    await until(() => server.stats().failed === 2);
    expect(errors).toMatchObject([ENDED, ENDED]);
    for (const socket of sockets) await client.close(socket);
  });

  it('closing ends a blocked worker, and aborts what it has and what it has not begun', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 10 };
    const server = new Server(anyPort, handlerOf('ObeyingHandler'), options);
    const served = server.serveForever();
    const [blocking = 0] = await connectAll(server, 1);
    await ask(blocking, 'exit when /never');
    const sockets = await connectAll(server, 2);
    await until(() => server.stats().active === 3);
    const { aborted } = await server.serverClose({ graceMs: 10 });
    await served;
    expect(aborted).toHaveLength(3);
    expect(server.stats()).toMatchObject({ active: 0, aborted: 3, failed: 0 });
    for (const socket of [blocking, ...sockets]) expect(await client.recvAndClose(socket)).toBe('');
  });

  it('serverClose waits for all requests, and aborts the rest after graceMs', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 10 };
    const server = new Server(anyPort, handlerOf('StayingHandler'), options);
    const served = server.serveForever();
    const [ending = 0, staying = 0] = await connectAll(server, 2);
    await ask(ending);
    await ask(staying);
    const closing = server.serverClose({ graceMs: 50 });
    await client.close(ending);
    const { aborted } = await closing;
    await served;
    expect(aborted).toHaveLength(1);
    expect(server.stats()).toMatchObject({ active: 0, finished: 1, aborted: 1 });
    expect(await client.recvAndClose(staying)).toBe('');
  });

  it('has one worker for each processor by default, from the beginning', async () => {
    const server = serving(
      new Server(anyPort, handlerOf('StayingHandler'), { requestsPerWorker: 5 }),
    );
    await server.ready;
    expect(server.stats().pool?.workers).toBe(availableParallelism());
  });

  it.each([0, 1.5, Infinity, '2'])('refuses requestsPerWorker: %o', (requestsPerWorker) => {
    const make = () =>
      new Server(anyPort, handlerOf('SyncHandler'), { requestsPerWorker } as never);
    expect(thrownBy(make)).toMatchObject({
      code: expect.stringMatching(/^ERR_FDSET_(OUT_OF_RANGE|INVALID_ARG_TYPE)$/),
      message: expect.stringContaining('requestsPerWorker'),
    });
  });
});

it('other servers have no requestsPerWorker', () => {
  const make = () =>
    new TCPServer(anyPort, handlerOf('SyncHandler'), { requestsPerWorker: 2 } as never);
  expect(thrownBy(make)).toMatchObject({ code: 'ERR_FDSET_UNKNOWN_OPTION' });
});
