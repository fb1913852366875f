// A client whose connection is lost, and made again.
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ClientError, ConnectionLostError } from '../src/index.js';
import type { Client, ClientOptions } from '../src/index.js';
import { lineClient } from './support/line-client.js';
import { reset, serve, upperLines } from './support/peers.js';
import type { Served } from './support/peers.js';
import { rejectionOf } from './support/rejection-of.js';

type Lines = Client<string, string>;

const client = (
  server: Served,
  options: Partial<ClientOptions<string, string>> = {},
): Promise<Lines> => lineClient(server, { reconnect: { baseMs: 1 }, ...options });

const attemptsOf = (one: Lines): { attempt: number; delayMs: number; error: unknown }[] => {
  const attempts: { attempt: number; delayMs: number; error: unknown }[] = [];
  one.on('reconnecting', (attempt) => attempts.push(attempt));
  return attempts;
};

describe('a client that reconnects', () => {
  it('goes on over the next connection, and tells each step', async () => {
    const server = serve(upperLines);
    const one = await client(server);
    const told: string[] = [];
    for (const name of ['disconnect', 'reconnecting', 'reconnect'] as const)
      one.on(name, () => told.push(name));
    expect(await one.request('a')).toBe('A');
    server.connections[0]?.close();
    await once(one, 'reconnect');
    expect(await one.request('b')).toBe('B');
    expect(told).toEqual(['disconnect', 'reconnecting', 'reconnect']);
    expect(server.connections.length).toBe(2);
  });

  it('sends nothing twice: what was in flight is rejected, what had not been sent goes out later', async () => {
    const heard: string[][] = [];
    const server = serve(async (conn, index) => {
      const own: string[] = (heard[index] = []);
      for await (const chunk of conn) {
        own.push(...chunk.toString().split('\n').slice(0, -1));
        if (index === 0) return reset(conn);
        await conn.sendall(chunk);
      }
    });
    const one = await client(server, { maxPipelined: 1 });
    const [first, second] = [rejectionOf(one.request('first')), one.request('second')];
    expect(await first).toBeInstanceOf(ConnectionLostError);
    expect(await first).toMatchObject({ code: 'ECONNRESET', phase: 'read', sent: 'yes' });
    expect(await second).toBe('second');
    expect(heard).toEqual([['first'], ['second']]);
  });

  it('waits for random times whose bound doubles up to maxMs, and gives up after so many attempts', async () => {
    const server = serve(upperLines);
    const plan = { attempts: 8, baseMs: 0.5, maxMs: 4 };
    const one = await client(server, { reconnect: plan });
    const attempts = attemptsOf(one);
    server.close();
    server.connections[0]?.close();
    const [error] = (await once(one, 'close')) as [unknown];
    expect(error).toBeInstanceOf(ClientError);
    expect(error).toMatchObject({ code: 'ECONNREFUSED', phase: 'connect', url: server.url });
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const { attempt, delayMs } of attempts) {
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThan(Math.min(4, 0.5 * 2 ** (attempt - 1)));
    }
    expect(new Set(attempts.map(({ delayMs }) => delayMs)).size).toBe(8);
    expect(await rejectionOf(one.receive())).toBe(error);
    expect(await rejectionOf(one.request('a'))).toMatchObject({ code: 'ECONNREFUSED', sent: 'no' });
  });

  it('does not hammer a server that accepts and ends: an attempt counts until a message has come', async () => {
    const server = serve(async () => {});
    const one = await client(server, { reconnect: { attempts: 5, baseMs: 0.1 } });
    expect(await once(one, 'close')).toEqual([
      expect.objectContaining({ code: 'ERR_FDSET_ENDED' }),
    ]);
    expect(server.connections.length).toBe(6);
  });

  it('greets first: what waits goes out when the greeting is done', async () => {
    const heard: string[] = [];
    const server = serve(async (conn, index) => {
      if (index === 0) return;
      for await (const chunk of conn) {
        heard.push(...chunk.toString().split('\n').slice(0, -1));
        await conn.sendall(chunk);
      }
    });
    const one = await client(server, {
      onReconnect: async (greeter) => {
        expect(await greeter.request('user')).toBe('user');
        await greeter.send('hello');
      },
    });
    await once(one, 'disconnect');
    expect(await one.request('work')).toBe('hello');
    expect(heard).toEqual(['user', 'hello', 'work']);
  });

  it('tries again when the greeting fails, or its connection is lost meanwhile', async () => {
    const server = serve(async (conn, index) => {
      if (index === 0 || index === 2) return;
      await upperLines(conn, index);
    });
    let greetings = 0;
    const one = await client(server, {
      onReconnect: async (greeter) => {
        greetings++;
        if (greetings === 1) throw new Error('wrong password');
        expect(await greeter.request('user')).toBe('USER');
      },
    });
    const attempts = attemptsOf(one);
    await once(one, 'reconnect');
    expect(greetings).toBe(3);
    expect(attempts.map(({ error }) => (error as Error).message)).toEqual([
      expect.stringContaining('the server has ended the connection'),
      'wrong password',
      expect.stringContaining('the server has ended the connection'),
    ]);
    expect(await one.request('work')).toBe('WORK');
  });

  it('heeds the signal while it waits', async () => {
    const controller = new AbortController();
    const server = serve(upperLines);
    const one = await client(server, {
      signal: controller.signal,
      reconnect: { baseMs: 2 ** 30, maxMs: 2 ** 30 },
    });
    server.connections[0]?.close();
    await once(one, 'reconnecting');
    const waiting = rejectionOf(one.request('a'));
    const reason = new Error('enough');
    controller.abort(reason);
    expect(await waiting).toBe(reason);
    expect(await rejectionOf(one.receive())).toBe(reason);
    expect(one.closed).toBe(true);
  });

  it('can be closed while it waits, and while it connects', async () => {
    const server = serve(upperLines);
    const one = await client(server, { reconnect: { baseMs: 2 ** 30, maxMs: 2 ** 30 } });
    server.connections[0]?.close();
    await once(one, 'reconnecting');
    const waiting = rejectionOf(one.request('a'));
    one.close();
    expect(await waiting).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    expect(one.connection).toBeNull();
  });

  it('has a deadline for what waits, too', async () => {
    const server = serve(upperLines);
    const one = await client(server, { reconnect: { baseMs: 2 ** 30, maxMs: 2 ** 30 } });
    server.connections[0]?.close();
    await once(one, 'reconnecting');
    expect(await rejectionOf(one.request('a', { timeoutMs: 5 }))).toMatchObject({
      code: 'ETIMEDOUT',
      phase: 'write',
    });
  });

  it('does not come back after end()', async () => {
    const server = serve(async (conn) => {
      for await (const chunk of conn) void chunk;
    });
    const one = await client(server);
    const attempts = attemptsOf(one);
    one.end();
    expect(await once(one, 'close')).toEqual([null]);
    expect([attempts.length, server.connections.length]).toEqual([0, 1]);
  });
});
