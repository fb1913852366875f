// With the option `selector` a server waits with a selector of any backend.
import {
  DefaultSelector,
  EVENT_READ,
  EpollSelector,
  PollSelector,
  SelectSelector,
} from '@fdset/selectors';
import type { BaseSelector } from '@fdset/selectors';
import { AF_UNIX, SOCK_DGRAM, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { expect, it, onTestFinished } from 'vitest';
import {
  BaseRequestHandler,
  ForkingUDPServer,
  TCPServer,
  ThreadPoolTCPServer,
  ThreadingUnixStreamServer,
  UDPServer,
  UnixDatagramServer,
  UnixStreamServer,
} from '@fdset/socketserver';
import type { HandlerReference } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, freshPath, thrownBy } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const client = startClient();
const handlers = new URL('../fixtures/handlers.mjs', import.meta.url);

class Nothing extends BaseRequestHandler<Socket> {
  override handle(): void {}
}

type Make = new (address: object, handler: HandlerReference, options: object) => TCPServer;
type Transport = 'tcp' | 'udp' | 'unix stream' | 'unix datagram';

// The cases have each backend, each transport and each place for handlers at least once.
const cases = [
  [EpollSelector, TCPServer, 'tcp'],
  [PollSelector, TCPServer, 'tcp'],
  [SelectSelector, TCPServer, 'tcp'],
  [DefaultSelector, UDPServer, 'udp'],
  [PollSelector, UnixStreamServer, 'unix stream'],
  [SelectSelector, UnixDatagramServer, 'unix datagram'],
  [PollSelector, ThreadPoolTCPServer, 'tcp'],
  [SelectSelector, ThreadingUnixStreamServer, 'unix stream'],
  [EpollSelector, ForkingUDPServer, 'udp'],
] as unknown as [new () => BaseSelector, Make, Transport][];

const isStream = (transport: Transport): boolean =>
  transport === 'tcp' || transport === 'unix stream';

const named = cases.map(
  ([Selector, Server, transport]) =>
    [Selector.name, Server.name, Selector, Server, transport] as const,
);

it.each(named)('a %s serves a %s', async (_, __, Selector, Server, transport) => {
  const selector = new Selector();
  const address = transport.startsWith('unix') ? freshPath() : anyPort;
  const name = isStream(transport) ? 'UpperHandler' : 'UpperDatagramHandler';
  const server = new Server(address, { module: handlers, name }, { selector });
  expect(selector.getMap().size).toBe(0);
  const served = server.serveForever();
  await server.ready;
  for (const word of ['first', 'second', 'third']) {
    const verb = isStream(transport) ? 'exchange' : 'ask';
    expect(await client[verb](server.serverAddress, word)).toBe(word.toUpperCase());
  }
  expect([...selector.getMap()].map(([fd, key]) => [fd, key.fileobj, key.events])).toEqual([
    [server.fileno(), server, EVENT_READ],
  ]);
  await server.shutdown();
  await served;
  expect([selector.closed, selector.getMap().size]).toEqual([false, 0]);
  const again = server.serveForever();
  if (transport === 'tcp')
    expect(await client.exchange(server.serverAddress, 'again')).toBe('AGAIN');
  await server.serverClose();
  await again;
  expect(selector.closed).toBe(true);
});

const inUse: [string, (selector: BaseSelector) => void, string][] = [
  ['is closed', (selector) => selector.close(), 'ERR_FDSET_CLOSED'],
  [
    'has a registration',
    (selector) => {
      const [one, other] = socketpair(AF_UNIX, SOCK_DGRAM);
      onTestFinished(() => [one, other].forEach((socket) => socket.close()));
      selector.register(one, EVENT_READ);
    },
    'ERR_FDSET_SELECTOR_IN_USE',
  ],
  [
    "is another server's, which does not serve",
    (selector) => {
      const other = new TCPServer(anyPort, Nothing, { selector });
      onTestFinished(async () => void (await other.serverClose()));
    },
    'ERR_FDSET_SELECTOR_IN_USE',
  ],
  [
    'is waited with',
    (selector) => void selector.selectAsync(null).catch(() => {}),
    'ERR_FDSET_ALREADY_WAITING',
  ],
];

it.each(inUse)(
  'refuses a selector that %s, opens nothing and leaves it as it was',
  (_, use, code) => {
    const selector = new PollSelector();
    onTestFinished(() => selector.close());
    use(selector);
    const was = selector.closed;
    const opened = openedFromNow();
    expect(thrownBy(() => new TCPServer(anyPort, Nothing, { selector }))).toMatchObject({ code });
    expect([opened(), selector.closed]).toEqual([[], was]);
  },
);

it('refuses what is no selector', () => {
  for (const selector of [null, {}, PollSelector, 'epoll'])
    expect(
      thrownBy(() => new TCPServer(anyPort, Nothing, { selector: selector as never })),
    ).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
});

it('a server that cannot be made leaves the selector to its giver', async () => {
  await using holder = new TCPServer(anyPort, Nothing);
  using selector = new SelectSelector();
  const taken = holder.serverAddress;
  const refused = thrownBy(() => new TCPServer(taken, Nothing, { selector }));
  expect(refused).toMatchObject({ code: 'EADDRINUSE' });
  expect([selector.closed, selector.getMap().size]).toEqual([false, 0]);
  await using server = new TCPServer(anyPort, Nothing, { selector });
  expect(server.state).toBe('idle');
});

it('a server takes two descriptors, and gives both back', async () => {
  const opened = openedFromNow();
  const server = new TCPServer(anyPort, Nothing);
  expect(opened()).toHaveLength(2);
  await server.serverClose();
  expect(opened()).toEqual([]);
});

it('a selector that is closed while its server waits ends the serving at once', async () => {
  const selector = new PollSelector();
  const server = new TCPServer(anyPort, Nothing, { selector });
  const served = server.serveForever();
  await server.ready;
  selector.close();
  await expect(served).rejects.toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  await server.serverClose();
});

it('a listener that is closed while its server waits ends the serving at once', async () => {
  const server = new TCPServer(anyPort, Nothing);
  const served = server.serveForever();
  await server.ready;
  server.socket.close();
  await expect(served).rejects.toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  await server.serverClose();
});
