// Servers publish these events on node:diagnostics_channel, and docs/server-events.md lists them.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { constants } from 'node:os';
import {
  BaseRequestHandler,
  TCPServer,
  ThreadPoolTCPServer,
  ThreadingTCPServer,
  ThreadingUnixDatagramServer,
  UnixDatagramServer,
} from '@fdset/socketserver';
import { AF_UNIX, SOCK_DGRAM, Socket } from '@fdset/socket';
import type { ServerEvents } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, freshPath, serving, until } from '../support/servers.js';

const client = startClient();
const module = new URL('../fixtures/handlers.mjs', import.meta.url);
const upper = { module, name: 'UpperHandler' };
const hold = { module, name: 'HoldHandler' };
const hard = {
  module: new URL('../fixtures/hard-handlers.mjs', import.meta.url),
  name: 'HardHandler',
};

/** Collects what is published under a name from now on. */
const heard = <Name extends keyof ServerEvents>(name: Name): ServerEvents[Name][] => {
  const messages: ServerEvents[Name][] = [];
  const listener = (message: unknown): void => void messages.push(message as ServerEvents[Name]);
  subscribe(name, listener);
  onTestFinished(() => void unsubscribe(name, listener));
  return messages;
};

const local = expect.objectContaining({ host: '127.0.0.1' }) as object;

it('listening, request:start and request:end, close: the life of a server', async () => {
  const listening = heard('fdset:server:listening');
  const starts = heard('fdset:server:request:start');
  const ends = heard('fdset:server:request:end');
  const closes = heard('fdset:server:close');
  const server = new TCPServer(anyPort, upper);
  expect(listening).toEqual([{ server, address: server.serverAddress }]);
  const served = server.serveForever();
  expect(await client.exchange(server.serverAddress, 'x')).toBe('X');
  await until(() => ends.length === 1);
  expect(starts).toEqual([{ server, id: 1, clientAddress: local }]);
  expect(ends).toMatchObject([{ server, id: 1, clientAddress: local, end: 'finished' }]);
  expect(ends[0]?.durationMs).toBeGreaterThan(0);
  expect(ends[0]?.abortReason).toBeNull();
  expect(closes).toEqual([]);
  await server.serverClose();
  await served;
  expect(closes).toEqual([{ server }]);
});

it('error: with phase, error and client, before handleError is told', async () => {
  const errors = heard('fdset:server:error');
  const told: number[] = [];
  class Quiet extends TCPServer {
    override handleError(): void {
      told.push(errors.length);
    }
  }
  const server = serving(new Quiet(anyPort, upper));
  await client.exchange(server.serverAddress, 'throw');
  await until(() => told.length === 1);
  expect(errors).toMatchObject([{ server, phase: 'handler', clientAddress: local }]);
  expect(errors[0]?.error).toMatchObject({ message: 'asked to throw' });
  expect(told).toEqual([1]);
});

it('error: a hook that throws has the phase hook, and the server lives on', async () => {
  const errors = heard('fdset:server:error');
  let fails = true;
  class Failing extends TCPServer {
    override closeRequest(...args: Parameters<TCPServer['closeRequest']>): void {
      super.closeRequest(...args);
      if (fails) throw new RangeError('closeRequest');
    }
    override handleError(): void {}
  }
  const server = serving(new Failing(anyPort, upper));
  await client.exchange(server.serverAddress, 'throw');
  await until(() => errors.length === 2);
  expect(errors.map(({ phase }) => phase)).toEqual(['handler', 'hook']);
  fails = false;
  expect(await client.exchange(server.serverAddress, 'x')).toBe('X');
});

it('disconnect: a client that resets is no error', async () => {
  const disconnects = heard('fdset:server:disconnect');
  const errors = heard('fdset:server:error');
  const server = serving(new ThreadingTCPServer(anyPort, upper));
  await client.exchangeAndReset(server.serverAddress, 'x');
  await until(() => disconnects.length === 1);
  expect(disconnects).toMatchObject([{ server, clientAddress: local }]);
  expect(disconnects[0]?.error).toMatchObject({ code: 'ECONNRESET' });
  expect(errors).toEqual([]);
});

it.each([UnixDatagramServer, ThreadingUnixDatagramServer])(
  'disconnect: %o answers a path whose owner has gone, and keeps what the error says',
  async (Class) => {
    const disconnects = heard('fdset:server:disconnect');
    const errors = heard('fdset:server:error');
    const server = new Class(freshPath(), { module, name: 'UpperDatagramHandler' });
    const sender = new Socket(AF_UNIX, SOCK_DGRAM);
    const from = freshPath();
    sender.bind(from);
    sender.sendto('x', server.serverAddress);
    sender.close();
    serving(server);
    await until(() => disconnects.length === 1);
    expect(disconnects[0]?.error).toMatchObject({
      code: 'ECONNREFUSED',
      errno: -constants.errno.ECONNREFUSED,
      syscall: 'sendto',
      ...from,
    });
    expect(errors).toEqual([]);
  },
);

it('reject: with the reason, of a hook, a limit or a queue', async () => {
  const rejects = heard('fdset:server:reject');
  class Refusing extends TCPServer {
    override verifyRequest(): boolean {
      return false;
    }
  }
  const refusing = serving(new Refusing(anyPort, upper));
  await client.exchange(refusing.serverAddress, '').catch(() => '');
  const limited = serving(new ThreadingTCPServer(anyPort, hold, { maxConnectionsPerPeer: 1 }));
  const options = { maxWorkers: 1, queueSize: 0, whenFull: 'reject' } as const;
  const full = serving(new ThreadPoolTCPServer(anyPort, hold, options));
  for (const server of [limited, full]) {
    const first = await client.connect(server.serverAddress);
    await until(() => server.stats().active === 1);
    const second = await client.connect(server.serverAddress);
    expect(await client.recvAndClose(second)).toBe('');
    await client.close(first);
  }
  expect(rejects).toMatchObject([
    { server: refusing, reason: 'verifyRequest', clientAddress: local },
    { server: limited, reason: 'maxConnectionsPerPeer', clientAddress: local },
    { server: full, reason: 'queue', clientAddress: local },
  ]);
});

it('pause and resume: with the reason', async () => {
  const pauses = heard('fdset:server:pause');
  const resumes = heard('fdset:server:resume');
  const server = serving(new ThreadingTCPServer(anyPort, hold, { maxConnections: 1 }));
  const socket = await client.connect(server.serverAddress);
  await until(() => pauses.length === 1);
  expect(pauses).toEqual([{ server, reason: 'maxConnections', error: null }]);
  expect(resumes).toEqual([]);
  await client.close(socket);
  await until(() => resumes.length === 1);
  expect(resumes).toEqual([{ server }]);
});

it('worker:start and worker:end: threads that come and go, with the accident of one that died', async () => {
  const starts = heard('fdset:server:worker:start');
  const ends = heard('fdset:server:worker:end');
  class Quiet extends ThreadingTCPServer {
    override handleError(): void {}
  }
  const server = serving(new Quiet(anyPort, hard, { idleThreadTimeoutMs: 20 }));
  const accidents = () => ends.filter(({ error }) => error !== null);
  await client.exchange(server.serverAddress, 'exit').catch(() => '');
  await until(() => accidents().length === 1);
  await client.exchange(server.serverAddress, 'word');
  await until(() => server.stats().pool?.workers === 0);
  expect(starts.every((start) => start.server === server && start.kind === 'thread')).toBe(true);
  expect(ends.map(({ worker }) => worker)).toEqual(starts.map(({ worker }) => worker));
  // The other threads ended because they were idle for too long.
  expect(ends.length).toBeGreaterThanOrEqual(2);
  expect(accidents()).toMatchObject([
    { server, kind: 'thread', error: { code: 'ERR_FDSET_WORKER_ENDED' } },
  ]);
});

it('a listener that throws is not the request', async () => {
  const thrown: unknown[] = [];
  const onUncaught = (error: unknown): void => void thrown.push(error);
  process.once('uncaughtException', onUncaught);
  onTestFinished(() => void process.off('uncaughtException', onUncaught));
  const failing = (): void => {
    throw new RangeError('a listener');
  };
  subscribe('fdset:server:request:start', failing);
  onTestFinished(() => void unsubscribe('fdset:server:request:start', failing));
  class Echo extends BaseRequestHandler {
    override handle(): void {
      this.request.sendall(this.request.recv(10));
    }
  }
  const server = serving(new TCPServer(anyPort, Echo));
  expect(await client.exchange(server.serverAddress, 'x')).toBe('x');
  await until(() => thrown.length === 1);
  expect(server.stats()).toMatchObject({ finished: 1, failed: 0 });
});
