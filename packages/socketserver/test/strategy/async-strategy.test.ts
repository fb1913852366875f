// Many requests at once on the event loop of the serving thread.
import { AsyncLocalStorage } from 'node:async_hooks';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { EVENT_READ, whenReady } from '@fdset/selectors';
import type { Address, Socket } from '@fdset/socket';
import {
  AsyncMixIn,
  AsyncTCPServer,
  AsyncUDPServer,
  BaseRequestHandler,
  DatagramRequestHandler,
  TCPServer,
} from '@fdset/socketserver';
import type { AnyServer, HandlerServer, InetAddress } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, serving, until } from '../support/servers.js';

const client = startClient();

/** What handleError is told. */
const errorsOf = (server: TCPServer | AsyncTCPServer): unknown[] => {
  const errors: unknown[] = [];
  server.handleError = (_request, _client, error) => void errors.push(error);
  return errors;
};

const receive = async (socket: Socket): Promise<string> => {
  await whenReady(socket, EVENT_READ);
  return socket.recv(100).toString();
};

/** A connection in this thread, which a handler that blocks would never answer. */
const connectHere = (server: AnyServer) => {
  const { host, port } = server.serverAddress as InetAddress;
  const socket = connect(port, host);
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
};

/** Answers when as many requests are under way as its client says. */
class Gathering extends BaseRequestHandler {
  static underWay = 0;
  override async handle(): Promise<void> {
    Gathering.underWay++;
    const wanted = Number(await receive(this.request));
    await until(() => Gathering.underWay >= wanted);
    this.request.sendall(`${wanted}`);
  }
}

it('handles as many requests at once as there are', async () => {
  Gathering.underWay = 0;
  const server = serving(new AsyncTCPServer(anyPort, Gathering));
  const sockets = await Promise.all([1, 2, 3, 4].map(() => client.connect(server.serverAddress)));
  await until(() => server.stats().active === 4);
  for (const socket of sockets) await client.send(socket, '4');
  for (const socket of sockets) expect(await client.recvAndClose(socket)).toBe('4');
  await until(() => server.stats().finished === 4);
});

const storage = new AsyncLocalStorage<string>();

class Contextual extends BaseRequestHandler {
  override async handle(): Promise<void> {
    const found = String(storage.getStore());
    storage.enterWith(await receive(this.request));
    await new Promise(setImmediate);
    const word = await receive(this.request);
    this.request.sendall(`${found} ${storage.getStore()} ${word}`);
  }
}

it('each request has an asynchronous context of its own', async () => {
  const server = storage.run('program', () => serving(new AsyncTCPServer(anyPort, Contextual)));
  const words = ['one', 'two', 'three'];
  const sockets = await Promise.all(words.map(() => client.connect(server.serverAddress)));
  for (const [i, socket] of sockets.entries()) await client.send(socket, words[i] as string);
  await client.exchange(server.serverAddress, 'another');
  for (const socket of sockets) await client.send(socket, 'end');
  const answers = await Promise.all(sockets.map((socket) => client.recvAndClose(socket)));
  expect(answers).toEqual(words.map((word) => `program ${word} end`));
});

it('a verb of the request that would block the event loop is refused, also behind an await', async () => {
  class Blocking extends BaseRequestHandler {
    override async handle(): Promise<void> {
      await new Promise(setImmediate);
      this.request.sendall(this.request.recv(10));
    }
  }
  const server = new AsyncTCPServer(anyPort, Blocking);
  const errors = errorsOf(server);
  serving(server);
  await client.recvAndClose(await client.connect(server.serverAddress));
  expect(errors).toMatchObject([
    {
      code: 'ERR_FDSET_SYNC_HANDLER',
      message: expect.stringContaining('Blocking would block its event loop') as string,
    },
  ]);
});

const refused = (name: string) => ({
  name: 'TypeError',
  code: 'ERR_FDSET_SYNC_HANDLER',
  message: expect.stringMatching(new RegExp(`^handle\\(\\) of ${name} .*async handle\\(\\)`, 's')),
});

class Silent extends BaseRequestHandler {
  override handle(): void {}
}
class Blocking extends BaseRequestHandler {
  override handle(): void {
    this.request.sendall(this.request.recv(100));
  }
}
class Asking extends BaseRequestHandler {
  override handle(): void {
    try {
      this.request.recv(100);
    } catch {
      // It goes on without an answer.
    }
  }
}

it.each([Silent, Blocking, Asking])(
  'refuses %o, which is synchronous, before it holds up others',
  async (Handler) => {
    const server = serving(new AsyncTCPServer(anyPort, Handler as never));
    const errors = errorsOf(server);
    // The client is in this thread, and sends nothing.
    expect(await text(connectHere(server))).toBe('');
    await until(() => server.stats().failed === 1);
    expect(errors).toMatchObject([refused(Handler.name)]);
  },
);

it('refuses a synchronous handler of datagrams', async () => {
  class Plain extends DatagramRequestHandler {
    override handle(): void {
      this.wfile.write('x');
    }
  }
  const server = serving(new AsyncUDPServer(anyPort, Plain as never));
  const errors: unknown[] = [];
  server.handleError = (_request, _client, error) => void errors.push(error);
  await client.sendAndClose(server.serverAddress, 'x');
  await until(() => server.stats().failed === 1);
  expect(errors).toMatchObject([refused('Plain')]);
});

class Promising extends BaseRequestHandler {
  override handle(): Promise<void> {
    return receive(this.request).then((word) => this.request.sendall(word.toUpperCase()));
  }
}

it('takes a handle() that returns a promise', async () => {
  const server = serving(new AsyncTCPServer(anyPort, Promising));
  expect(await client.exchange(server.serverAddress, 'promised')).toBe('PROMISED');
});

it('a handler may end its server while others go on, and serveForever waits for them', async () => {
  class Ending extends BaseRequestHandler {
    override async handle(): Promise<void> {
      const word = await receive(this.request);
      if (word === 'end') await (this.server as HandlerServer & AnyServer).shutdown();
      this.request.sendall(word.toUpperCase());
    }
  }
  const server = new AsyncTCPServer(anyPort, Ending);
  onTestFinished(() => void server.serverClose());
  let isOver = false;
  const served = server.serveForever().finally(() => (isOver = true));
  const staying = await client.connect(server.serverAddress);
  await until(() => server.stats().active === 1);
  expect(await client.exchange(server.serverAddress, 'end')).toBe('END');
  await new Promise(setImmediate);
  expect([server.state, isOver]).toEqual(['stopping', false]);
  await client.send(staying, 'still here');
  expect(await client.recvAndClose(staying)).toBe('STILL HERE');
  await served;
  expect(server.state).toBe('idle');
});

it('lets a handler go that never settles when its time is up, and others finish', async () => {
  class Sometimes extends BaseRequestHandler {
    override async handle(): Promise<void> {
      const word = await receive(this.request);
      if (word === 'never') await new Promise(() => {});
      this.request.sendall(word);
    }
  }
  const server = serving(new AsyncTCPServer(anyPort, Sometimes, { requestTimeoutMs: 50 }));
  const never = await client.connect(server.serverAddress);
  await client.send(never, 'never');
  await until(() => server.stats().aborted === 1);
  expect(await client.recvAndClose(never)).toBe('');
  while ((await client.exchange(server.serverAddress, 'served').catch(() => '')) !== 'served');
});

it('maxConnections holds while requests come and go, and queued clients are served later', async () => {
  Gathering.underWay = 0;
  const server = serving(new AsyncTCPServer(anyPort, Gathering, { maxConnections: 3 }));
  const sockets: number[] = [];
  for (let i = 0; i < 9; i++) sockets.push(await client.connect(server.serverAddress));
  await until(() => server.stats().active === 3);
  for (const socket of sockets) await client.send(socket, '0');
  let most = 0;
  for (const socket of sockets) {
    most = Math.max(most, server.stats().active);
    expect(await client.recvAndClose(socket)).toBe('0');
  }
  await until(() => server.stats().finished === 9);
  expect(most).toBeLessThanOrEqual(3);
  expect(server.stats()).toMatchObject({ accepted: 9, active: 0 });
  expect(server.stats().pauses).toBeGreaterThan(0);
});

it('hooks of a subclass come before those of the mixin', async () => {
  const seen: string[] = [];
  class Noting extends TCPServer {
    override async finishRequest(request: Socket, from: Address | null): Promise<void> {
      seen.push('begin');
      await super.finishRequest(request, from);
      seen.push('end');
    }
  }
  const server = serving(new (AsyncMixIn(Noting))(anyPort, Promising));
  expect(server.strategy).toBe('async');
  expect(await client.exchange(server.serverAddress, 'x')).toBe('X');
  await until(() => server.stats().finished === 1);
  expect(seen).toEqual(['begin', 'end']);
});
