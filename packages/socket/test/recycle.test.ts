// Memory that the program gives back. On Node 20 only the results of large receives are given back; others do not change.
import { describe, expect, it } from 'vitest';
import { AF_UNIX, MSG_TRUNC, MSG_WAITALL, SOCK_DGRAM } from '../src/index.js';
import type { Socket } from '../src/index.js';
import { startPeer } from './support/peer.js';
import { ownedPair, ownedTcpPair, thrownBy } from './support/sockets.js';

const LARGE = 64 * 1024;

/** A pair whose second socket has recycled once. */
const recyclingPair = (): [Socket, Socket] => {
  const [a, b] = ownedPair();
  b.recycle(Buffer.alloc(0));
  return [a, b];
};

const filled = (bytes: number, fill: number): Buffer => Buffer.alloc(bytes, fill);

const exchange = (a: Socket, b: Socket, data: Buffer, maxBytes = LARGE): Buffer => {
  a.sendall(data);
  return b.recv(maxBytes);
};

describe('recycle', () => {
  it('empties the result and every Buffer that shares its memory', () => {
    const [a, b] = recyclingPair();
    const data = exchange(a, b, filled(LARGE, 1));
    const part = data.subarray(10, 20);
    b.recycle(data);
    expect([data.length, part.length]).toEqual([0, 0]);
  });

  it('gives the memory to a later result', () => {
    const [a, b] = recyclingPair();
    for (let fill = 1; fill < 100; fill++) {
      const data = exchange(a, b, filled(LARGE, fill));
      const earlier = new Uint8Array(data.buffer);
      b.recycle(data);
      expect(earlier).toHaveLength(0);
      const shorter = exchange(a, b, filled(LARGE / 2, 200));
      // The bytes of the earlier result follow the shorter one, which shows that both have the same memory.
      expect(new Uint8Array(shorter.buffer).at(-1)).toBe(fill);
      b.recycle(shorter);
    }
  });

  it('a result that was kept is never written to again', () => {
    const [a, b] = recyclingPair();
    const kept: { data: Buffer; fill: number }[] = [];
    const sizes = [1, 63, 64, 100, 1024, 1025, 4096, 16_385, LARGE, 70_000];
    for (let i = 0; i < 300; i++) {
      const size = sizes[i % sizes.length] as number;
      const fill = i % 251;
      const data = exchange(a, b, filled(size, fill), i % 2 === 0 ? size : 2 * LARGE);
      if (i % 3 === 0) b.recycle(data);
      else kept.push({ data, fill });
      if (i % 7 === 0) b.recycle(data);
    }
    const survivors = kept.filter(({ data }) => data.length > 0);
    expect(survivors.length).toBeGreaterThan(150);
    for (const { data, fill } of survivors) expect(data.every((byte) => byte === fill)).toBe(true);
  });

  it('a copy of an emptied Buffer never shows the bytes of another connection', () => {
    const [a, b] = recyclingPair();
    const [c, d] = recyclingPair();
    const data = exchange(a, b, filled(LARGE, 1));
    const view = new DataView(data.buffer);
    b.recycle(data);
    const secret = exchange(c, d, filled(LARGE, 2));
    expect(secret[0]).toBe(2);
    expect(data.toString()).toBe('');
    expect(() => view.getUint8(0)).toThrow(TypeError);
  });

  it('does nothing to results that share memory, twice, and to Buffers from elsewhere', () => {
    const [a, b] = ownedPair();
    const first = exchange(a, b, filled(100, 1));
    const second = exchange(a, b, filled(100, 2));
    b.recycle(first);
    expect(first.equals(filled(100, 1))).toBe(true);
    expect(second.equals(filled(100, 2))).toBe(true);
    const own = Buffer.from('mine');
    b.recycle(own);
    b.recycle(new Uint8Array(new SharedArrayBuffer(8)));
    expect(own.toString()).toBe('mine');
    const data = exchange(a, b, filled(LARGE, 3));
    b.recycle(data);
    b.recycle(data);
    expect(data).toHaveLength(0);
  });

  it('small parts of large memory are copied, so that keeping them keeps little alive', () => {
    const [a, b] = recyclingPair();
    const kept: Buffer[] = [];
    for (let i = 0; i < 1000; i++) {
      a.sendall('x');
      kept.push(b.recv(LARGE));
    }
    const bytes = [...new Set(kept.map(({ buffer }) => buffer))].reduce(
      (sum, { byteLength }) => sum + byteLength,
      0,
    );
    expect(bytes).toBeLessThan(LARGE);
  });

  it('is without effect on sockets that never recycle: their results share memory', () => {
    const [a, b] = ownedPair();
    const [first, second] = [exchange(a, b, filled(64, 1)), exchange(a, b, filled(64, 2))];
    expect(first.buffer).toBe(second.buffer);
  });

  it('works for tryRecv, recvfrom, and after close', () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    b.recycle(Buffer.alloc(0));
    a.send(filled(40_000, 1));
    const [datagram] = b.recvfrom(LARGE);
    a.send(filled(40_000, 2));
    const tried = b.tryRecv(LARGE) as Buffer;
    expect([datagram[0], tried[0]]).toEqual([1, 2]);
    b.close();
    for (const data of [datagram, tried]) b.recycle(data);
    expect([datagram.length, tried.length]).toEqual([0, 0]);
  });

  it('works for MSG_WAITALL that waits, whatever is given back meanwhile', async () => {
    const [a, b] = ownedPair();
    const [c, d] = recyclingPair();
    const small = exchange(c, d, filled(4096, 1), 4096);
    b.recycle(Buffer.alloc(0));
    const pieces = [filled(LARGE - 1000, 2), filled(1000, 3)];
    await startPeer('feed', a, { pieces, whileBlocked: true });
    const whole = b.recv(LARGE, MSG_WAITALL);
    d.recycle(small);
    const next = exchange(c, d, filled(LARGE, 4));
    expect(whole.equals(Buffer.concat(pieces))).toBe(true);
    b.recycle(whole);
    expect([whole.length, next.every((byte) => byte === 4)]).toEqual([0, true]);
  });

  it('with MSG_TRUNC shows no bytes of earlier results', () => {
    const { client, server } = ownedTcpPair();
    server.recycle(Buffer.alloc(0));
    const first = exchange(client, server, filled(LARGE, 7));
    server.recycle(first);
    client.sendall(filled(LARGE, 8));
    expect(server.recv(LARGE, MSG_TRUNC).includes(7)).toBe(false);
  });

  it('refuses what is no Buffer', () => {
    const [, b] = ownedPair();
    for (const bad of ['text', null, undefined, 5, {}, new ArrayBuffer(1), new Uint16Array(1)])
      expect(thrownBy(() => b.recycle(bad as never))).toMatchObject({
        name: 'TypeError',
        code: 'ERR_FDSET_INVALID_ARG_TYPE',
      });
  });

  it('is not fooled by properties of the Buffer', () => {
    const [a, b] = recyclingPair();
    const data = exchange(a, b, filled(LARGE, 1));
    const fake = Object.defineProperty(Buffer.from('mine'), 'buffer', { value: data.buffer });
    b.recycle(fake);
    expect([fake.toString(), data.length]).toEqual(['mine', LARGE]);
  });
});
