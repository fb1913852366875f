// Workers that handle several requests at once on their event loops.
import { availableParallelism } from 'node:os';
import { TCPServer, subscribe } from '@fdset/socketserver';
import { describe, expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, serving, thrownBy, until } from '../support/servers.js';
import { asking, errorsOf, handlerOf, pools } from '../support/shared-workers.js';

const client = startClient();
const { connectAll, ask } = asking(client);

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

  it('each request has an asynchronous context of its own, also the next one in its place', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 2 };
    const handler = handlerOf('EnteringHandler', '?storage');
    const server = serving(new Server(anyPort, handler, options));
    for (let round = 0; round < 2; round++) {
      const sockets = await connectAll(server, 2);
      const found: string[] = [];
      for (const word of ['first', 'second'])
        for (const socket of sockets) found.push(await ask(socket, `${word} ${socket}`));
      const own = sockets.map((socket) => `first ${socket}`);
      expect(found).toEqual(['nothing', 'nothing', ...own]);
      for (const socket of sockets) await client.close(socket);
    }
  });

  it.each([1, 2])(
    'the first store of a worker, which is entered after an await, does not reach the next request (%i at once)',
    async (requestsPerWorker) => {
      const options = { maxWorkers: 1, requestsPerWorker };
      const server = serving(new Server(anyPort, handlerOf('EnteringHandler'), options));
      for (let round = 0; round < 2; round++) {
        const [socket = 0] = await connectAll(server, 1);
        expect([await ask(socket, 'first'), await ask(socket)]).toEqual(['nothing', 'first']);
        await client.close(socket);
        await until(() => server.stats().active === 0);
      }
    },
  );

  it('a request beyond all places waits for one', async () => {
    const options = { maxWorkers: 1, requestsPerWorker: 2 };
    const server = serving(new Server(anyPort, handlerOf('StayingHandler'), options));
    const [first = 0, second = 0, third = 0] = await connectAll(server, 3);
    await until(() => server.stats().pool?.queued === 1);
    await client.send(third, 'third');
    // Both are with the worker, which has begun a request when it answers it.
    await ask(first);
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

  describe('serverClose', () => {
    const closing = async (graceMs: number | null) => {
      const options = { maxWorkers: 1, requestsPerWorker: 10 };
      const server = new Server(anyPort, handlerOf('StayingHandler'), options);
      const served = server.serveForever();
      const sockets = await connectAll(server, 2);
      for (const socket of sockets) await ask(socket);
      const closed = server.serverClose({ graceMs });
      return { server, sockets, ended: () => Promise.all([closed, served]) };
    };

    it('waits for all requests', async () => {
      const { server, sockets, ended } = await closing(null);
      for (const socket of sockets) await client.close(socket);
      const [{ aborted }] = await ended();
      expect(aborted).toEqual([]);
      expect(server.stats()).toMatchObject({ active: 0, finished: 2, aborted: 0 });
    });

    it('aborts all that are under way after graceMs', async () => {
      const { server, sockets, ended } = await closing(50);
      const [{ aborted }] = await ended();
      expect(aborted).toHaveLength(2);
      expect(server.stats()).toMatchObject({ active: 0, finished: 0, aborted: 2 });
      for (const socket of sockets) expect(await client.recvAndClose(socket)).toBe('');
    });
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
