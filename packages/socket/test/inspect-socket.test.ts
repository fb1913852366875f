import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { closeSync } from 'node:fs';
import {
  AF_INET,
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  Socket,
  createListener,
} from '../src/index.js';
import type { InetAddress } from '../src/index.js';
import { freshDirectory, owned, ownedPair, ownedTcpPair } from './support/sockets.js';

const portOf = (socket: Socket): number => (socket.getsockname() as InetAddress).port;

it('inspect shows state, addresses, family, type, descriptor and timeout by their names', () => {
  const { client, server } = ownedTcpPair();
  client.settimeout(1500);
  expect(inspect(client)).toBe(
    `Socket { connected local=127.0.0.1:${portOf(client)} peer=127.0.0.1:${portOf(server)} ` +
      `AF_INET SOCK_STREAM fd=${client.fileno()} timeoutMs=1500 }`,
  );
  const path = `${freshDirectory()}/socket`;
  const listener = owned(createListener({ path }));
  expect(inspect(listener)).toBe(
    `Socket { listening local=${path} AF_UNIX SOCK_STREAM fd=${listener.fileno()} timeoutMs=null }`,
  );
});

it('inspect tells what is bound, what has no name, and what has a protocol', () => {
  const socket = owned(new Socket(AF_INET, SOCK_DGRAM, 17));
  const rest = `AF_INET SOCK_DGRAM IPPROTO_UDP fd=${socket.fileno()} timeoutMs=null }`;
  expect(inspect(socket)).toBe(`Socket { unbound ${rest}`);
  socket.bind({ host: '127.0.0.1', port: 0 });
  expect(inspect(socket)).toBe(`Socket { bound local=127.0.0.1:${portOf(socket)} ${rest}`);
  const [one] = ownedPair(AF_UNIX, SOCK_SEQPACKET);
  expect(inspect(one)).toBe(
    `Socket { connected AF_UNIX SOCK_SEQPACKET fd=${one.fileno()} timeoutMs=null }`,
  );
});

it('inspect of what is closed or given away says so', () => {
  const closed = new Socket();
  closed.close();
  expect(inspect(closed)).toBe('Socket { closed AF_INET SOCK_STREAM }');
  const detached = new Socket();
  const fd = detached.detach();
  expect(inspect(detached)).toBe('Socket { detached AF_INET SOCK_STREAM }');
  closeSync(fd);
});

it('inspect never throws', () => {
  const socket = owned(new Socket());
  class Named extends Socket {}
  expect(inspect(owned(new Named()))).toMatch(/^Named \{ unbound/);
  for (const constructor of [undefined, null, { name: 5 }])
    expect(inspect(Object.assign(owned(new Socket()), { constructor }))).toMatch(/^Socket \{/);
  // Node does not call the custom inspection for a prototype, and shows that of Socket like that of any other class.
  expect(inspect(Socket.prototype)).toBe('BaseSocket {}');
  expect(inspect(Object.create(socket))).toContain('Socket');
  expect(inspect(new Proxy(socket, {}))).toContain('Socket');
  // The descriptor is closed without the socket's knowledge, so the kernel cannot be asked about it.
  const lost = new Socket();
  closeSync(lost.fileno());
  expect(inspect(lost)).toMatch(/^Socket \{ unbound AF_INET/);
  lost.detach();
});

it('a string of a socket is the line that inspect shows', () => {
  const { client } = ownedTcpPair();
  expect(String(client)).toBe(inspect(client));
  expect(String(Socket.prototype)).toBe('Socket {}');
});

it('inspect of a socket heeds depth and colours', () => {
  const socket = owned(new Socket());
  expect(inspect({ a: { b: { c: socket } } })).toContain('[Socket]');
  expect(inspect({ a: { b: { c: socket } } }, { depth: null })).toContain('Socket { unbound');
  const [on, off] = inspect.colors[inspect.styles.number] as [number, number];
  const fd = `fd=\u001b[${on}m${socket.fileno()}\u001b[${off}m`;
  expect(inspect(socket, { colors: true })).toContain(fd);
});

it('a path with a newline or an escape sequence stays in its line', () => {
  const path = `${freshDirectory()}/a\n\u001b[31m`;
  const listener = owned(createListener({ path }));
  expect(inspect(listener)).toContain('/a\\n\\u001b[31m AF_UNIX');
});
