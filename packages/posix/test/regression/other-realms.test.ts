// Bytes that were made in another realm, such as a vm context or the realm of some test runners.
import { runInNewContext } from 'node:vm';
import * as posix from '@fdset/posix';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tempPath } from '../helpers/temp-path.js';
import { thrownBy } from '../helpers/thrown-by.js';

const foreign = (text: string): Uint8Array => {
  const bytes = runInNewContext(`new Uint8Array(${Buffer.byteLength(text)})`) as Uint8Array;
  bytes.set(Buffer.from(text));
  return bytes;
};

let a: number;
let b: number;
beforeEach(() => {
  [a, b] = posix.socketpair();
});
afterEach(() => [a, b].forEach((fd) => posix.close(fd)));

it('are no heirs of this realm', () => {
  expect(foreign('x') instanceof Uint8Array).toBe(false);
});

it.each<[string, () => unknown]>([
  ['send', () => posix.send(a, foreign('hello'))],
  ['trySend', () => posix.trySend(a, foreign('hello'))],
  ['write', () => posix.write(a, foreign('hello'))],
  ['sendmsg', () => posix.sendmsg(a, foreign('hello'))],
  ['sendmsg of a list', () => posix.sendmsg(a, [foreign('hel'), foreign('lo')])],
])('%s sends all of them', (_, send) => {
  expect(send()).toBe(5);
  const into = Buffer.alloc(9);
  expect(posix.recv(b, into)).toBe(5);
  expect(into.toString('latin1', 0, 5)).toBe('hello');
});

it.each<[string, (into: Uint8Array) => number]>([
  ['recv', (into) => posix.recv(b, into)],
  ['tryRecv', (into) => posix.tryRecv(b, into)],
  ['read', (into) => posix.read(b, into)],
  ['recvfrom', (into) => posix.recvfrom(b, into).bytesReceived],
  ['recvmsg', (into) => posix.recvmsg(b, into).bytesReceived],
  ['tryRecvStamped', (into) => posix.tryRecvStamped(b, into)?.bytesReceived ?? -1],
])('%s fills them', (_, receive) => {
  posix.send(a, Buffer.from('hello'));
  const into = foreign('.........');
  expect(receive(into)).toBe(5);
  expect(Buffer.from(into).toString()).toBe('hello....');
});

it('are a path', () => {
  const path = tempPath('socket');
  const fd = posix.socket(posix.AF_UNIX, posix.SOCK_STREAM);
  try {
    posix.bind(fd, { path: foreign(path) });
    expect(posix.getsockname(fd)).toEqual({ path });
  } finally {
    posix.close(fd);
  }
});

it('an heir of Uint8Array that has no bytes is refused', () => {
  const heir = Object.create(Uint8Array.prototype) as Uint8Array;
  const code = 'ERR_FDSET_INVALID_ARG_TYPE';
  expect(thrownBy(() => posix.send(a, heir)).code).toBe(code);
  expect(thrownBy(() => posix.sendmsg(a, heir)).code).toBe(code);
  expect(thrownBy(() => posix.bind(a, { path: heir })).code).toBe(code);
});
