import { getNonblocking } from '@fdset/posix';
import * as posix from '@fdset/posix';
import { expect, it } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  SHUT_RDWR,
  SOCK_DGRAM,
  Socket,
  lendSocket,
  socketpair,
} from '../src/index.js';
import { owned, thrownBy } from './support/sockets.js';

const pair = (): [Socket, Socket] => {
  const [one, other] = socketpair(AF_UNIX, SOCK_DGRAM);
  return [owned(one), owned(other)];
};

it('a lent socket sends and receives as the one that lends it', () => {
  const [one, other] = pair();
  const lent = lendSocket(one);
  expect(lent).toBeInstanceOf(Socket);
  expect(lent.fileno()).toBe(one.fileno());
  lent.send('there');
  expect(other.recv(10).toString()).toBe('there');
  other.send('and back');
  expect(lent.recv(10).toString()).toBe('and back');
});

it('its end is its own: by close, by dispose, by detach, which gives a duplicate', () => {
  const [one, other] = pair();
  const [closed, disposed, detached] = [lendSocket(one), lendSocket(one), lendSocket(one)];
  closed.close();
  disposed[Symbol.dispose]();
  const fd = detached.detach();
  expect(fd).not.toBe(one.fileno());
  posix.close(fd);
  for (const lent of [closed, disposed, detached]) {
    expect(lent.closed).toBe(true);
    expect(lent.fileno()).toBe(-1);
  }
  expect(thrownBy(() => closed.send('x'))).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  expect(thrownBy(() => detached.send('x'))).toMatchObject({ code: 'ERR_FDSET_DETACHED' });
  one.send('still');
  expect(other.recv(10).toString()).toBe('still');
});

it('its timeout is its own, and the descriptor keeps its mode', () => {
  const [one] = pair();
  const lent = lendSocket(one);
  lent.settimeout(0);
  expect(thrownBy(() => lent.recv(1))).toMatchObject({ code: 'EAGAIN' });
  expect(one.gettimeout()).toBeNull();
  expect(getNonblocking(one.fileno())).toBe(false);
});

it('is closed as soon as the one that lends it is, though the number may be somebody else’s by then', () => {
  const [one] = pair();
  const lent = lendSocket(one);
  const again = lendSocket(lent);
  const number = one.fileno();
  one.close();
  const next = owned(new Socket(AF_INET, SOCK_DGRAM));
  expect(next.fileno()).toBe(number);
  expect([lent.closed, again.closed]).toEqual([true, true]);
  expect([lent.fileno(), again.fileno()]).toEqual([-1, -1]);
  for (const use of [
    () => lent.send('x'),
    () => lent.getsockname(),
    () => lent.dup(),
    () => lendSocket(lent),
  ])
    expect(thrownBy(use)).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  lent.close();
  expect(next.getsockname()).toMatchObject({ port: 0 });
});

it.each<[string, (socket: Socket) => unknown]>([
  ['bind', (socket) => socket.bind({ path: '' })],
  ['listen', (socket) => socket.listen()],
  ['connect', (socket) => socket.connect({ path: '/' })],
  ['connectEx', (socket) => socket.connectEx({ path: '/' })],
  ['tryConnect', (socket) => socket.tryConnect({ path: '/' })],
  ['shutdown', (socket) => socket.shutdown(SHUT_RDWR)],
])('refuses %s, which would be everybody’s', (_, use) => {
  const [one, other] = pair();
  expect(thrownBy(() => use(lendSocket(one)))).toMatchObject({ code: 'ERR_FDSET_UNSUPPORTED' });
  one.send('still');
  expect(other.recv(10).toString()).toBe('still');
});
