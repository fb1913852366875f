// Servers over a socket that somebody else has made.
import { closeSync, existsSync, openSync } from 'node:fs';
import { FD_CLOEXEC, F_GETFD, F_SETFD, close, fcntl, pipe } from '@fdset/posix';
import { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_STREAM, Socket, createListener } from '@fdset/socket';
import { socketpair } from '@fdset/socket';
import type { Address, UnixAddress } from '@fdset/socket';
import {
  ForkingTCPServer,
  ForkingUnixDatagramServer,
  ProcessPoolUDPServer,
  TCPServer,
  ThreadPoolUnixStreamServer,
  ThreadingTCPServer,
  ThreadingUDPServer,
  UDPServer,
  UnixDatagramServer,
  UnixStreamServer,
} from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, freshPath, serving, thrownBy } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

const client = startClient();
const module = new URL('../fixtures/handlers.mjs', import.meta.url);
const stream = { module, name: 'UpperHandler' };
const datagram = { module, name: 'UpperDatagramHandler' };

const made = (family: number, type: number, address: Address): Socket => {
  const socket = new Socket(family, type);
  onTestFinished(() => socket.close());
  socket.bind(address);
  return socket;
};
const tcp = (): Socket => made(AF_INET, SOCK_STREAM, anyPort);
const udp = (): Socket => made(AF_INET, SOCK_DGRAM, anyPort);
const unixStream = (): Socket => made(AF_UNIX, SOCK_STREAM, freshPath());
const unixDatagram = (): Socket => made(AF_UNIX, SOCK_DGRAM, freshPath());

it.each([
  ['TCPServer', tcp, (fd: number) => new TCPServer({ fd }, stream)],
  ['ThreadingTCPServer', tcp, (fd: number) => new ThreadingTCPServer({ fd }, stream)],
  ['ForkingTCPServer', tcp, (fd: number) => new ForkingTCPServer({ fd }, stream)],
  ['UDPServer', udp, (fd: number) => new UDPServer({ fd }, datagram)],
  ['ThreadingUDPServer', udp, (fd: number) => new ThreadingUDPServer({ fd }, datagram)],
  ['ProcessPoolUDPServer', udp, (fd: number) => new ProcessPoolUDPServer({ fd }, datagram)],
  ['UnixStreamServer', unixStream, (fd: number) => new UnixStreamServer({ fd }, stream)],
  [
    'ThreadPoolUnixStreamServer',
    unixStream,
    (fd: number) => new ThreadPoolUnixStreamServer({ fd }, stream),
  ],
  ['UnixDatagramServer', unixDatagram, (fd: number) => new UnixDatagramServer({ fd }, datagram)],
  [
    'ForkingUnixDatagramServer',
    unixDatagram,
    (fd: number) => new ForkingUnixDatagramServer({ fd }, datagram),
  ],
] as const)('%s serves on a bound socket that it is given', async (_, make, start) => {
  const socket = make();
  const address = socket.getsockname();
  const server = serving(start(socket.detach()));
  expect(server.serverAddress).toEqual(address);
  const verb = make === tcp || make === unixStream ? 'exchange' : 'ask';
  expect(await client[verb](server.serverAddress, 'inherited')).toBe('INHERITED');
});

it('a socket that listens already is not told again, and is close-on-exec from then on', async () => {
  const listener = createListener(anyPort);
  const fd = listener.detach();
  fcntl(fd, F_SETFD, 0);
  const server = serving(new ThreadingTCPServer({ fd }, stream));
  expect(fcntl(fd, F_GETFD)).toBe(FD_CLOEXEC);
  expect(await client.exchange(server.serverAddress, 'once')).toBe('ONCE');
});

it('a Unix path that the server did not make stays when it closes', async () => {
  const socket = unixStream();
  const { path } = socket.getsockname() as UnixAddress;
  const server = new UnixStreamServer({ fd: socket.detach() }, stream);
  await server.serverClose();
  expect(existsSync(path as string)).toBe(true);
});

it.each([
  ['another type', tcp, (fd: number) => new UDPServer({ fd }, datagram), /internet datagram/],
  ['another family', tcp, (fd: number) => new UnixStreamServer({ fd }, stream), /Unix stream/],
  [
    'an option of the bind',
    tcp,
    (fd: number) => new TCPServer({ fd }, stream, { allowReusePort: true }),
    /allowReusePort belongs to the bind/,
  ],
  [
    'a wrong option of a mixin',
    tcp,
    (fd: number) => new ThreadingTCPServer({ fd }, stream, { maxThreads: -1 }),
    /maxThreads/,
  ],
] as const)('%s is refused, and the socket stays the caller’s', (_, make, start, message) => {
  const socket = make();
  const opened = openedFromNow();
  expect((thrownBy(() => start(socket.fileno())) as Error).message).toMatch(message);
  expect(opened()).toEqual([]);
  socket.close();
});

it.each([-1, 1.5, '3', 1_000_000])('%s is no descriptor of a socket', (fd) => {
  expect(thrownBy(() => new TCPServer({ fd: fd as number }, stream))).toHaveProperty('code');
});

it('a connection is refused by name, and stays the caller’s', () => {
  const [own, other] = socketpair();
  for (const socket of [own, other]) onTestFinished(() => socket.close());
  expect(thrownBy(() => new UnixStreamServer({ fd: own.fileno() }, stream))).toMatchObject({
    code: 'ERR_FDSET_INVALID_ARG_TYPE',
    message: `descriptor ${own.fileno()} is connected, and not a socket to listen on, which this server needs`,
  });
  other.sendall('still');
  expect(own.recv(5).toString()).toBe('still');
});

it('a descriptor that is no socket is named, with what it is', () => {
  const [readEnd, writeEnd] = pipe();
  const file = openSync(import.meta.filename, 'r');
  const directory = openSync('/', 'r');
  const messageOf = (make: () => unknown) => (thrownBy(make) as Error).message;
  try {
    for (const [fd, kind] of [
      [readEnd, 'a pipe'],
      [file, 'a regular file'],
      [directory, 'a directory'],
    ] as const) {
      const told = `getsockopt ENOTSOCK: descriptor ${fd} is ${kind}`;
      expect(messageOf(() => new TCPServer({ fd }, stream))).toBe(told);
      expect(messageOf(() => Socket.fromFd(fd))).toBe(told);
    }
    const none = 2 ** 30;
    const notOpen = `EBADF: descriptor ${none} is not open`;
    expect(messageOf(() => Socket.fromFd(none))).toContain(notOpen);
  } finally {
    for (const fd of [readEnd, writeEnd]) close(fd);
    for (const fd of [file, directory]) closeSync(fd);
  }
});
