// Limits of how long the calls of a Socket wait in one direction.
import { expect, it } from 'vitest';
import { limitWaits } from '../src/index.js';
import type { Socket } from '../src/index.js';
import { LARGE, emptied } from './support/unfinished-verbs.js';
import { ownedPair, thrownBy } from './support/sockets.js';

const LATE = { name: 'SocketTimeoutError', code: 'ETIMEDOUT' };

it('readMs limits receives, and writeMs sends, whatever the other one is', () => {
  const [socket, peer] = ownedPair();
  limitWaits(socket, { readMs: 20 });
  const start = performance.now();
  for (const receive of [() => socket.recv(9), () => socket.recvInto(Buffer.alloc(9))])
    expect(thrownBy(receive)).toMatchObject({ ...LATE, message: 'recv timed out after 20 ms' });
  expect(performance.now() - start).toBeGreaterThanOrEqual(39);
  limitWaits(socket, { readMs: null, writeMs: 20 });
  expect(thrownBy(() => socket.sendall(LARGE))).toMatchObject({
    ...LATE,
    bytesSent: expect.any(Number) as unknown,
  });
  peer.send('hello');
  expect(socket.recv(9).toString()).toBe('hello');
});

it('the shorter of the limit and the time-out counts, and both stay what they are', () => {
  const [socket] = ownedPair();
  socket.settimeout(60_000);
  limitWaits(socket, { readMs: 5 });
  expect(thrownBy(() => socket.recv(9))).toMatchObject({ message: 'recv timed out after 5 ms' });
  expect(socket.gettimeout()).toBe(60_000);
  socket.settimeout(7);
  limitWaits(socket, { readMs: 60_000 });
  expect(thrownBy(() => socket.recv(9))).toMatchObject({ message: 'recv timed out after 7 ms' });
});

it('send still sends everything, as a blocking socket does', async () => {
  const [socket, peer] = ownedPair();
  limitWaits(socket, { writeMs: 60_000 });
  const receiving = emptied(peer, 100_000);
  expect(socket.send(LARGE.subarray(0, 100_000))).toBe(100_000);
  expect((await receiving).length).toBe(100_000);
});

it('refuses what is no limit, and changes nothing then', () => {
  const [socket] = ownedPair();
  limitWaits(socket, { readMs: 5 });
  expect(thrownBy(() => limitWaits(socket, { readMs: 1, writeMs: -1 }))).toMatchObject({
    code: 'ERR_FDSET_OUT_OF_RANGE',
  });
  expect(thrownBy(() => limitWaits(socket, { read: 1 } as never))).toMatchObject({
    code: 'ERR_FDSET_UNKNOWN_OPTION',
  });
  expect(thrownBy(() => limitWaits({} as Socket, {}))).toMatchObject({
    code: 'ERR_FDSET_INVALID_ARG_TYPE',
  });
  expect(thrownBy(() => socket.recv(9))).toMatchObject({ message: 'recv timed out after 5 ms' });
});
