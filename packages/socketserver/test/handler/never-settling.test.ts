// Asynchronous handlers whose promise never settles, on servers that handle one request after the other.
import { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_STREAM, Socket } from '@fdset/socket';
import {
  BaseRequestHandler,
  DatagramRequestHandler,
  TCPServer,
  ThreadingTCPServer,
  UDPServer,
  UnixDatagramServer,
  UnixStreamServer,
} from '@fdset/socketserver';
import type { AnyServer } from '@fdset/socketserver';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LaterMixIn } from '../support/later-mixin.js';
import { anyPort, freshPath, serving, until, waitOnce } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

class Never extends BaseRequestHandler {
  override async handle(): Promise<void> {
    await new Promise(() => {});
  }
}

class NeverDatagram extends DatagramRequestHandler {
  override handle(): Promise<void> {
    return new Promise(() => {});
  }
}

class LaterTCPServer extends LaterMixIn(TCPServer) {}

/** Never settles for its first request, and answers all others. */
class NeverFirst extends BaseRequestHandler {
  static requests = 0;
  override async handle(): Promise<void> {
    if (NeverFirst.requests++ === 0) await new Promise(() => {});
    this.request.sendall('served');
  }
}

const connected = (server: AnyServer, family: number, type: number): Socket => {
  const client = new Socket(family, type);
  onTestFinished(() => client.close());
  client.connect(server.serverAddress);
  return client;
};

const servers = [
  ['TCPServer', () => new TCPServer(anyPort, Never), AF_INET, SOCK_STREAM],
  ['UnixStreamServer', () => new UnixStreamServer(freshPath(), Never), AF_UNIX, SOCK_STREAM],
  ['UDPServer', () => new UDPServer(anyPort, NeverDatagram), AF_INET, SOCK_DGRAM],
  ['LaterTCPServer', () => new LaterTCPServer(anyPort, Never), AF_INET, SOCK_STREAM],
  [
    'UnixDatagramServer',
    () => new UnixDatagramServer(freshPath(), NeverDatagram),
    AF_UNIX,
    SOCK_DGRAM,
  ],
] as const;

describe('a handler whose promise never settles', () => {
  it.each(servers)('does not outlast the grace of %s', async (_name, make, family, type) => {
    waitOnce();
    const opened = openedFromNow();
    const server = make();
    let isOver = false;
    const served = server.serveForever().finally(() => (isOver = true));
    const client = connected(server, family, type);
    if (type === SOCK_DGRAM) client.send('x');
    await until(() => server.stats().active === 1);
    const { aborted } = await server.serverClose({ graceMs: 1 });
    expect(aborted).toHaveLength(1);
    expect(server.stats()).toMatchObject({ active: 0, aborted: 1 });
    if (type === SOCK_STREAM) expect(client.recv(1)).toHaveLength(0);
    client.close();
    expect(opened()).toEqual([]);
    await new Promise(setImmediate);
    expect(isOver).toBe(true);
    await served;
  });

  it('is let go when its time is up, and the next request is served', async () => {
    NeverFirst.requests = 0;
    const server = serving(new TCPServer(anyPort, NeverFirst, { requestTimeoutMs: 1 }));
    connected(server, AF_INET, SOCK_STREAM);
    const next = connected(server, AF_INET, SOCK_STREAM);
    await until(() => server.stats().aborted === 1);
    await until(() => server.stats().accepted === 2 && server.stats().active === 0);
    expect(next.recv(10).toString()).toBe('served');
  });

  it('is let go by abortRequests, and closing without an end of its patience settles', async () => {
    const server = new TCPServer(anyPort, Never);
    const served = server.serveForever();
    connected(server, AF_INET, SOCK_STREAM);
    await until(() => server.stats().active === 1);
    const closing = server.serverClose();
    expect(server.abortRequests()).toHaveLength(1);
    await until(() => server.stats().active === 0);
    expect((await closing).aborted).toHaveLength(1);
    await served;
  });
});

it('what processRequest never comes back from does not keep a closed server', async () => {
  class Stuck extends ThreadingTCPServer {
    override processRequest(request: Socket): Promise<void> {
      super.processRequest(request, null);
      return new Promise(() => {});
    }
  }
  const server = new Stuck(anyPort, {
    module: new URL('../fixtures/handlers.mjs', import.meta.url),
    name: 'UpperHandler',
  });
  let isOver = false;
  void server.serveForever().finally(() => (isOver = true));
  connected(server, AF_INET, SOCK_STREAM).send('x');
  await until(() => server.stats().accepted === 1);
  await server.serverClose({ graceMs: 0 });
  await new Promise(setImmediate);
  expect(isOver).toBe(true);
});

it('a module that is never loaded does not keep a closed server', async () => {
  const module = 'data:text/javascript,await new Promise(() => {}); export class Handler {}';
  const server = new TCPServer(anyPort, { module, name: 'Handler' });
  let isOver = false;
  void server.serveForever().finally(() => (isOver = true));
  await server.serverClose();
  await new Promise(setImmediate);
  expect(isOver).toBe(true);
});
