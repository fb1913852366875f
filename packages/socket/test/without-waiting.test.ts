// Code that must not block its thread: every verb that would have to wait throws instead, whatever the socket's time-out is.
import { AF_UNIX, SOCK_DGRAM, Socket, withoutWaiting } from '../src/index.js';
import { expect, it } from 'vitest';
import { filled, LARGE } from './support/unfinished-verbs.js';
import { owned, ownedListener, ownedPair, thrownBy } from './support/sockets.js';

class Refusal extends Error {}

const refused = (call: () => unknown): unknown =>
  thrownBy(() => withoutWaiting(call, () => new Refusal('no')));

const datagrams = (): Socket => ownedPair(AF_UNIX, SOCK_DGRAM)[0];
const stream = (): Socket => ownedPair()[0];
const full = (): Socket => filled(ownedPair()[0]);

const fullListener = (): Socket => {
  const listener = owned(new Socket(AF_UNIX));
  listener.bind({ path: '' });
  listener.listen(0);
  owned(new Socket(AF_UNIX)).connect(listener.getsockname());
  return listener;
};

it.each<[string, () => unknown]>([
  ['recv', () => stream().recv(9)],
  ['recvInto', () => stream().recvInto(Buffer.alloc(9))],
  ['recvfrom', () => datagrams().recvfrom(9)],
  ['recvmsg', () => stream().recvmsg(9)],
  ['recvmmsg', () => datagrams().recvmmsg(2, 9)],
  ['accept', () => ownedListener().listener.accept()],
  ['send', () => full().send(LARGE)],
  ['sendall', () => full().sendall(LARGE)],
  ['sendmsg', () => full().sendmsg([LARGE])],
  ['connect', () => owned(new Socket(AF_UNIX)).connect(fullListener().getsockname())],
])('%s that would block is refused', (_verb, call) => {
  expect(refused(call)).toBeInstanceOf(Refusal);
});

it('a limit of the socket changes nothing', () => {
  const socket = stream();
  socket.settimeout(60_000);
  expect(refused(() => socket.recv(9))).toBeInstanceOf(Refusal);
});

it('a call that need not wait is made, and its result is returned', () => {
  const [socket, peer] = ownedPair();
  peer.send('hello');
  expect(
    withoutWaiting(
      () => socket.recv(9).toString(),
      () => new Refusal('no'),
    ),
  ).toBe('hello');
});

it('refuses nothing afterwards, even if the code throws, or runs such code itself', () => {
  const [socket, peer] = ownedPair();
  socket.settimeout(1);
  const inner = (): unknown => refused(() => socket.recv(9));
  expect(withoutWaiting(inner, () => new Error('outer'))).toBeInstanceOf(Refusal);
  expect(
    thrownBy(() =>
      withoutWaiting(
        () => inner() && peer.recv(9),
        () => new Error('outer'),
      ),
    ),
  ).toMatchObject({ message: 'outer' });
  expect(thrownBy(() => socket.recv(9))).toMatchObject({ code: 'ETIMEDOUT' });
});
