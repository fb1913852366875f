import { describe, expect, it } from 'vitest';
import { AF_INET, AF_UNIX, MSG_TRUNC, SOCK_DGRAM, Socket } from '../../src/index.js';
import type { Address } from '../../src/index.js';
import { startPeer } from '../support/peer.js';
import { owned, ownedPair, thrownBy } from '../support/sockets.js';

const bound = (family: number): { socket: Socket; address: Address } => {
  const socket = owned(new Socket(family, SOCK_DGRAM));
  socket.bind(family === AF_UNIX ? { path: '' } : { host: '127.0.0.1', port: 0 });
  return { socket, address: socket.getsockname() };
};

const texts = (messages: { data: Buffer }[] | null): string[] =>
  (messages ?? []).map(({ data }) => data.toString());

describe.each([
  ['UDP', AF_INET],
  ['Unix datagrams', AF_UNIX],
])('bursts of %s', (_, family) => {
  it('K14: go out and come in with one call each, in order, with their senders', () => {
    const receiver = bound(family);
    const [first, second] = [bound(family), bound(family)];
    const burst = ['one', '', 'three'].map((data) => ({ data, address: receiver.address }));
    expect(first.socket.sendmmsg(burst)).toBe(3);
    expect(second.socket.sendmmsg(burst.slice(0, 1))).toBe(1);
    const received = receiver.socket.recvmmsg(10, 100);
    expect(texts(received)).toEqual(['one', '', 'three', 'one']);
    expect(received.map(({ address }) => address)).toEqual([
      ...Array<Address>(3).fill(first.address),
      second.address,
    ]);
    expect(received.map(({ flags }) => flags & MSG_TRUNC)).toEqual([0, 0, 0, 0]);
  });

  it('leave the rest when there are more than asked for', () => {
    const receiver = bound(family);
    const sender = bound(family);
    const names = Array.from({ length: 5 }, (_item, index) => `message ${index}`);
    sender.socket.sendmmsg(names.map((data) => ({ data, address: receiver.address })));
    expect(texts(receiver.socket.recvmmsg(2, 100))).toEqual(names.slice(0, 2));
    expect(texts(receiver.socket.tryRecvmmsg(2, 100))).toEqual(names.slice(2, 4));
    expect(texts(receiver.socket.tryRecvmmsg(2, 100))).toEqual(names.slice(4));
    expect(receiver.socket.tryRecvmmsg(2, 100)).toBe(null);
  });

  it('V21: flag what was too long, and keep what follows whole', () => {
    const receiver = bound(family);
    const sender = bound(family);
    const burst = ['0123456789', 'abc', '0123456789'];
    sender.socket.sendmmsg(burst.map((data) => ({ data, address: receiver.address })));
    for (const flags of [0, MSG_TRUNC]) {
      const received = receiver.socket.recvmmsg(2, 5, flags);
      expect(received[0]).toMatchObject({ data: Buffer.from('01234') });
      expect((received[0]?.flags ?? 0) & MSG_TRUNC).toBe(MSG_TRUNC);
      if (flags === 0) expect(texts(received)).toEqual(['01234', 'abc']);
    }
  });

  it('K14: stop at the first that fails, which the next call throws', () => {
    const receiver = bound(family);
    const { socket } = bound(family);
    const address = receiver.address;
    const tooLong = { data: Buffer.alloc(1 << 20), address };
    const burst = [{ data: 'fine', address }, tooLong, { data: 'never', address }];
    expect(socket.sendmmsg(burst)).toBe(1);
    expect(thrownBy(() => socket.sendmmsg(burst.slice(1)))).toMatchObject({
      code: 'EMSGSIZE',
      syscall: 'sendmmsg',
    });
    expect(texts(receiver.socket.recvmmsg(5, 10))).toEqual(['fine']);
  });

  it('K2: wait as the timeout says', () => {
    const { socket } = bound(family);
    socket.settimeout(20);
    const startedAt = performance.now();
    expect(thrownBy(() => socket.recvmmsg(4, 10)).message).toBe('recvmmsg timed out after 20 ms');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(20);
    socket.settimeout(0);
    expect(thrownBy(() => socket.recvmmsg(4, 10)).code).toBe('EAGAIN');
  });
});

describe('recvmmsg', () => {
  it('blocks until something comes', async () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    await startPeer('feed', b, { pieces: ['later'], whileBlocked: true });
    expect(texts(a.recvmmsg(4, 100))).toEqual(['later']);
  });

  it('gives Buffers that are never written to again, and that keep no more alive than they are', () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    const kept: Buffer[] = [];
    for (let round = 0; round < 100; round++) {
      const burst = Array.from({ length: 8 }, (_, index) =>
        Buffer.alloc(50 + index, round * 8 + index),
      );
      expect(a.sendmmsg(burst.map((data) => ({ data })))).toBe(8);
      kept.push(...b.recvmmsg(64, 65536).map(({ data }) => data));
    }
    kept.forEach((data, index) =>
      expect(data.equals(Buffer.alloc(50 + (index % 8), index))).toBe(true),
    );
    const memory = new Set(kept.map(({ buffer }) => buffer));
    const bytes = [...memory].reduce((sum, { byteLength }) => sum + byteLength, 0);
    expect(bytes).toBeLessThan(128 * 1024);
  });

  it('takes lengths up to 2^31 - 1 and refuses what is none', () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    a.send('x');
    expect(texts(b.recvmmsg(1024, 2 ** 31 - 1))).toEqual(['x']);
    for (const bad of [0, -1, 1025, 1.5, NaN])
      expect(thrownBy(() => b.recvmmsg(bad, 10)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
    for (const bad of [-1, 2 ** 31, 1.5])
      expect(thrownBy(() => b.recvmmsg(1, bad)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
    expect(thrownBy(() => b.recvmmsg('1' as never, 10)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
  });
});

describe('sendmmsg', () => {
  it('sends what fits into the queue and says how much; then -1 or BlockingIOError', () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    a.setblocking(false);
    const burst = Array.from({ length: 2000 }, (_, index) => ({ data: `${index}` }));
    const sent = a.sendmmsg(burst);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(2000);
    expect(a.trySendmmsg(burst)).toBe(-1);
    expect(thrownBy(() => a.sendmmsg(burst)).code).toBe('EAGAIN');
    b.setblocking(false);
    expect(texts(b.recvmmsg(1024, 10))).toEqual(burst.slice(0, sent).map(({ data }) => data));
  });

  it('without a timeout sends all of any number', async () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    const reader = await startPeer('readLater', b, { count: 3000, whileBlocked: true });
    reader.openGate();
    expect(a.sendmmsg(Array.from({ length: 3000 }, () => ({ data: 'x' })))).toBe(3000);
    expect(await reader.result).toEqual(Array<number>(3000).fill(1));
  });

  it('takes an empty list, and refuses what is no message', () => {
    const [a] = ownedPair(AF_UNIX, SOCK_DGRAM);
    expect(a.sendmmsg([])).toBe(0);
    for (const bad of [null, 'text', [null], ['text'], [{}], [{ data: 5 }]])
      for (const use of ['sendmmsg', 'trySendmmsg'] as const)
        expect(thrownBy(() => a[use](bad as never)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
    expect(thrownBy(() => a.sendmmsg([{ data: 'x', address: { host: 'x', port: 1 } }])).code).toBe(
      'ERR_FDSET_INVALID_ARG_TYPE',
    );
  });

  it('K5: throws the closed error after close', () => {
    const [a] = ownedPair(AF_UNIX, SOCK_DGRAM);
    a.close();
    expect(thrownBy(() => a.sendmmsg([])).code).toBe('ERR_FDSET_CLOSED');
    expect(thrownBy(() => a.tryRecvmmsg(1, 1)).code).toBe('ERR_FDSET_CLOSED');
  });
});
