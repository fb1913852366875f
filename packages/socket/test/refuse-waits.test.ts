import { expect, it } from 'vitest';
import { createListener, refuseWaits, socketpair } from '../src/index.js';
import type { Socket } from '../src/index.js';
import { owned, thrownBy } from './support/sockets.js';

const refusal = new Error('refused to wait');

const refusing = (): [Socket, Socket] => {
  const [a, b] = socketpair().map(owned) as [Socket, Socket];
  refuseWaits(a, () => refusal);
  return [a, b];
};

it.each<[string, (socket: Socket) => unknown]>([
  ['recv', (socket) => socket.recv(10)],
  ['recvInto', (socket) => socket.recvInto(Buffer.alloc(10))],
  ['recvmsg', (socket) => socket.recvmsg(10)],
  ['sendall', (socket) => socket.sendall(Buffer.alloc(1 << 24))],
])('%s throws instead of blocking the thread', (_verb, call) => {
  const [socket] = refusing();
  expect(thrownBy(() => call(socket))).toBe(refusal);
});

it('accept throws instead of blocking the thread', () => {
  const listener = owned(createListener({ host: '127.0.0.1', port: 0 }));
  refuseWaits(listener, () => refusal);
  expect(thrownBy(() => listener.accept())).toBe(refusal);
});

it('what need not wait is done, and other sockets wait', () => {
  const [socket, peer] = refusing();
  peer.sendall('there');
  expect(socket.recv(10).toString()).toBe('there');
  peer.settimeout(1);
  expect(thrownBy(() => peer.recv(10))).toMatchObject({ code: 'ETIMEDOUT' });
});
