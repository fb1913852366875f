import { closeSync, openSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { AF_INET, SOCK_DGRAM, Socket } from '../../src/index.js';
import { owned, ownedPair, thrownBy } from '../support/sockets.js';

it('refuses what the kernel would drop without a word: beside no byte of a stream, over the internet', () => {
  const [a, b] = ownedPair();
  const file = openSync('/dev/null', 'r');
  onTestFinished(() => closeSync(file));
  for (const send of [() => a.sendFds('', [file]), () => a.trySendmsg([], { fds: [file] })])
    expect(thrownBy(send)).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
  expect(a.sendFds('', [])).toBe(0);
  const datagrams = owned(new Socket(AF_INET, SOCK_DGRAM));
  const address = { host: '127.0.0.1', port: 9 };
  expect(thrownBy(() => datagrams.sendmsg('x', { address, fds: [file] }))).toMatchObject({
    code: 'ERR_FDSET_UNSUPPORTED',
  });
  a.sendFds('x', [file]);
  expect(thrownBy(() => b.recvFds(10, undefined as never))).toMatchObject({ name: 'TypeError' });
  const { fds } = b.recvFds(10, 1);
  expect(fds).toHaveLength(1);
  for (const fd of fds) closeSync(fd);
});
