import { expect, it } from 'vitest';
import * as servers from '@fdset/socketserver';
import {
  DatagramRequestHandler,
  StreamRequestHandler,
  TCPServer,
  ThreadPoolTCPServer,
  UDPServer,
  drainOnSignal,
} from '@fdset/socketserver';
import { anyPort, thrownBy } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const reference = {
  module: new URL('../fixtures/handlers.mjs', import.meta.url),
  name: 'UpperHandler',
};

type Options = Record<string, unknown> | null;
const wrong: [string, Options][] = [
  ['TCPServer', null],
  ['UDPServer', null],
  ['UDPServer', { maxPacketSize: Infinity }],
  ['UDPServer', { maxPacketSize: 2 ** 40 }],
  ['UDPServer', { maxPacketSize: 'x' }],
  ['TCPServer', { timeoutMs: 2 ** 31 }],
  ['TCPServer', { requestTimeoutMs: 2 ** 40 }],
  ['ThreadingTCPServer', { idleThreadTimeoutMs: 2 ** 31 }],
  ['ThreadPoolTCPServer', { growAfterMs: 2 ** 31 }],
  ['ThreadingTCPServer', { growAfterMs: 2 ** 31 }],
  ['ThreadingTCPServer', { growAfterMs: -1, reuseThreads: false }],
  ['ThreadingTCPServer', { growAfterMs: '5' }],
  ['ThreadPoolTCPServer', { minWorkers: Infinity }],
  ['ThreadPoolTCPServer', { whenFull: Object.create(null) as unknown }],
  ['ForkingTCPServer', { spareChildren: Infinity, maxChildren: Infinity }],
  ['ForkingTCPServer', { startMethod: Object.create(null) as unknown }],
];

it.each(wrong)('%s with %j is refused with a code, and leaves nothing open', (name, options) => {
  const opened = openedFromNow();
  type Make = new (...args: unknown[]) => unknown;
  const Server = (servers as unknown as Record<string, Make>)[name] as Make;
  const error = thrownBy(() => new Server(anyPort, reference, options));
  expect((error as { code?: unknown }).code).toMatch(/^ERR_FDSET_(INVALID_ARG_TYPE|OUT_OF_RANGE)$/);
  expect(opened()).toEqual([]);
});

it('a class attribute that is wrong leaves nothing open', () => {
  class Odd extends UDPServer {
    static override readonly maxPacketSize = NaN;
  }
  const opened = openedFromNow();
  expect(thrownBy(() => new Odd(anyPort, reference))).toMatchObject({
    code: 'ERR_FDSET_OUT_OF_RANGE',
  });
  expect(opened()).toEqual([]);
});

it.each([
  [TCPServer, DatagramRequestHandler, /extend StreamRequestHandler/],
  [UDPServer, StreamRequestHandler, /extend DatagramRequestHandler/],
])('%o refuses a handler of the other kind of request', (Server, Wrong, message) => {
  class Handler extends (Wrong as typeof StreamRequestHandler) {
    override handle() {}
  }
  const error = thrownBy(() => new Server(anyPort, Handler as never));
  expect(error).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
  expect((error as Error).message).toMatch(message);
});

it('a host that is no string is refused', () => {
  const address = { host: 1, port: 0 } as never;
  expect(thrownBy(() => new TCPServer(address, reference))).toMatchObject({
    code: 'ERR_FDSET_INVALID_ARG_TYPE',
  });
});

const calls: [string, (server: TCPServer) => unknown][] = [
  ['serveForever(null)', (server) => server.serveForever(null as never)],
  ['serveForever({ signal })', (server) => server.serveForever({ signal: 'x' as never })],
  ['serveForever({ pollIntervalMs })', (server) => server.serveForever({ pollIntervalMs: NaN })],
  ['serverClose(null)', (server) => server.serverClose(null as never)],
  ['serverClose({ graceMs })', (server) => server.serverClose({ graceMs: 2 ** 31 })],
  ['drainOnSignal({ graceMs })', (server) => drainOnSignal(server, { graceMs: -1 })],
  [
    'drainOnSignal({ signals })',
    (server) => drainOnSignal(server, { signals: ['SIGTERM', 'SIGKILL'] }),
  ],
  [
    'timeoutMs = NaN; handleRequest()',
    (server) => {
      server.timeoutMs = NaN;
      return server.handleRequest();
    },
  ],
];

it.each(calls)('%s is refused with a code, and changes nothing', async (_, call) => {
  await using server = new TCPServer(anyPort, reference);
  const listeners = process.listenerCount('SIGTERM');
  const result = (async () => call(server))();
  await expect(result).rejects.toMatchObject({
    code: expect.stringMatching(/^ERR_FDSET_/) as unknown,
  });
  expect(server.state).toBe('idle');
  expect(process.listenerCount('SIGTERM')).toBe(listeners);
});

it('a pool as small as it may be is served by what it names', () => {
  const options = { minWorkers: 0, maxWorkers: 1, queueSize: 0 };
  const server = new ThreadPoolTCPServer(anyPort, reference, options);
  expect(server.state).toBe('idle');
  return server.serverClose();
});

const make = (Server: unknown, ...given: unknown[]): unknown =>
  new (Server as new (...given: unknown[]) => unknown)(...given, StreamRequestHandler);

it.each([
  [() => make(TCPServer, '127.0.0.1', 8000), "write { host: '127.0.0.1', port: 8000 }"],
  [() => make(UDPServer, '::1', 53), "write { host: '::1', port: 53 }"],
  [() => make(ThreadPoolTCPServer, 8000, '127.0.0.1'), "write { host: '127.0.0.1', port: 8000 }"],
  [() => make(TCPServer, ['127.0.0.1', 8000]), "write { host: '127.0.0.1', port: 8000 }"],
  [() => make(TCPServer, '127.0.0.1:8000'), "write { host: '127.0.0.1', port: 8000 }"],
  [() => make(servers.UnixStreamServer, '/run/x', 0o600), "write { path: '/run/x' }"],
])('an address in another shape is told how to write it: %s', (making, hint) => {
  const opened = openedFromNow();
  const error = thrownBy(making);
  expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' });
  expect((error as Error).message).toMatch(/^the address of .*server must be like/);
  expect((error as Error).message).toContain(hint);
  expect(opened()).toEqual([]);
});
