import { describe, expect, it } from 'vitest';
import { AF_UNIX, MSG_TRUNC, SHUT_WR, SOCK_DGRAM, SOCK_SEQPACKET } from '../../src/index.js';
import { ownedPair, ownedTcpPair, thrownBy } from '../support/sockets.js';
import { startPeer } from '../support/peer.js';

describe('recv', () => {
  it('returns what is there, at most as much as asked for', () => {
    const [a, b] = ownedPair();
    a.sendall('hello world');
    expect(b.recv(5).toString()).toBe('hello');
    expect(b.recv(100).toString()).toBe(' world');
  });

  it('blocks until something comes', async () => {
    const [a, b] = ownedPair();
    await startPeer('feed', b, { pieces: ['later'], whileBlocked: true });
    expect(a.recv(100).toString()).toBe('later');
  });

  it('returns an empty Buffer at the end of the stream', () => {
    const [a, b] = ownedPair();
    a.shutdown(SHUT_WR);
    expect(b.recv(10)).toHaveLength(0);
    expect(b.recv(10)).toHaveLength(0);
  });

  it('K5: an empty SEQPACKET message reads like the end', () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_SEQPACKET);
    a.send('');
    a.send('more');
    expect(b.recv(10)).toHaveLength(0);
    expect(b.recv(10).toString()).toBe('more');
  });

  it('K2: throws BlockingIOError with timeout 0', () => {
    const [a] = ownedPair();
    a.setblocking(false);
    expect(thrownBy(() => a.recv(10))).toMatchObject({
      name: 'BlockingIOError',
      code: 'EAGAIN',
      syscall: 'recv',
    });
  });

  it('K2: throws SocketTimeoutError that names the call and the limit', () => {
    const [a] = ownedPair();
    a.settimeout(25);
    const startedAt = performance.now();
    const error = thrownBy(() => a.recv(10));
    expect(error).toMatchObject({
      name: 'SocketTimeoutError',
      code: 'ETIMEDOUT',
      syscall: 'recv',
      message: 'recv timed out after 25 ms',
    });
    expect(error.stack).toContain('recv timed out after 25 ms');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(25);
  });

  it('K6: refuses lengths that are none', () => {
    const [a] = ownedPair();
    for (const bad of [-1, 2 ** 31, 1.5, NaN, Infinity])
      expect(thrownBy(() => a.recv(bad))).toMatchObject({
        name: 'RangeError',
        code: 'ERR_FDSET_OUT_OF_RANGE',
      });
    for (const bad of ['10', null, undefined, {}])
      expect(thrownBy(() => a.recv(bad as never))).toMatchObject({
        name: 'TypeError',
        code: 'ERR_FDSET_INVALID_ARG_TYPE',
      });
  });

  it('K6: takes lengths up to 2^31 - 1 without reserving them', () => {
    const [a, b] = ownedPair();
    a.sendall('x');
    const before = process.memoryUsage().arrayBuffers;
    const data = b.recv(2 ** 31 - 1);
    expect(data.toString()).toBe('x');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  });

  it('recv(0) is empty and takes nothing', () => {
    const [a, b] = ownedPair();
    expect(b.recv(0)).toHaveLength(0);
    a.sendall('x');
    expect(b.recv(0)).toHaveLength(0);
    expect(b.recv(1).toString()).toBe('x');
  });

  it('K1: a reset connection throws ConnectionResetError', () => {
    const { client, server } = ownedTcpPair();
    client.setLinger(0);
    client.close();
    expect(thrownBy(() => server.recv(10))).toMatchObject({
      name: 'ConnectionResetError',
      code: 'ECONNRESET',
    });
  });
});

describe('the Buffers that recv returns', () => {
  it('are never written to again, whatever the sizes', () => {
    const [a, b] = ownedPair();
    const kept: { data: Buffer; fill: number }[] = [];
    const sizes = [1, 100, 2048, 4096, 16384, 65536, 7, 60000, 131072];
    for (let i = 0; i < 400; i++) {
      const size = sizes[i % sizes.length] ?? 1;
      const fill = i % 251;
      a.sendall(Buffer.alloc(size, fill));
      for (let left = size; left > 0;) {
        const data = b.recv(i % 3 === 0 ? left : 65536);
        kept.push({ data, fill });
        left -= data.length;
      }
    }
    for (const { data, fill } of kept) expect(data.every((byte) => byte === fill)).toBe(true);
  });

  it('keep little memory alive when they are small, whatever was asked for', () => {
    const [a, b] = ownedPair();
    for (const maxBytes of [1, 1024, 4096, 65536, 1 << 20]) {
      const kept: Buffer[] = [];
      for (let i = 0; i < 1000; i++) {
        a.sendall('x');
        kept.push(b.recv(maxBytes));
      }
      const pinned = new Set(kept.map((data) => data.buffer));
      const bytes = [...pinned].reduce((sum, memory) => sum + memory.byteLength, 0);
      expect(bytes).toBeLessThan(64 * 1024);
    }
  });

  it('keep at most 16 times their own size alive when they are large', () => {
    const [a, b] = ownedPair();
    for (const size of [4096, 16384, 65536]) {
      a.sendall(Buffer.alloc(size));
      const data = b.recv(65536);
      expect(data.buffer.byteLength).toBeLessThanOrEqual(16 * data.length);
    }
  });
});

describe('recvInto', () => {
  it('fills the buffer and returns the length', () => {
    const [a, b] = ownedPair();
    const buffer = Buffer.alloc(8, '.');
    a.sendall('abcdef');
    expect(b.recvInto(buffer, 4)).toBe(4);
    expect(buffer.toString()).toBe('abcd....');
    expect(b.recvInto(buffer.subarray(4))).toBe(2);
    expect(buffer.toString()).toBe('abcdef..');
    a.close();
    expect(b.recvInto(buffer)).toBe(0);
  });

  it('takes any Uint8Array and refuses other things and lengths past its end', () => {
    const [a, b] = ownedPair();
    const memory = new Uint8Array(new ArrayBuffer(16), 4, 8);
    a.sendall('12345678');
    expect(b.recvInto(memory)).toBe(8);
    expect(Buffer.from(memory).toString()).toBe('12345678');
    expect(() => b.recvInto(memory, 9)).toThrow(RangeError);
    expect(() => b.recvInto(memory, -1)).toThrow(RangeError);
    for (const bad of [undefined, null, [], 'text', new ArrayBuffer(8)])
      for (const use of ['recvInto', 'tryRecvInto', 'recvfromInto', 'tryRecvfromInto'] as const)
        expect(thrownBy(() => b[use](bad as never))).toMatchObject({
          name: 'TypeError',
          code: 'ERR_FDSET_INVALID_ARG_TYPE',
        });
  });

  it('MSG_TRUNC tells the whole length of a datagram', () => {
    const [a, b] = ownedPair(AF_UNIX, SOCK_DGRAM);
    a.send('0123456789');
    const buffer = Buffer.alloc(4);
    expect(b.recvInto(buffer, 4, MSG_TRUNC)).toBe(10);
    expect(buffer.toString()).toBe('0123');
    a.send('0123456789');
    expect(b.recv(4, MSG_TRUNC).toString()).toBe('0123');
  });
});

describe('the try twins', () => {
  it('answer null or -1 on blocking and on timed sockets, and never throw for it', () => {
    const [a, b] = ownedPair();
    for (const timeoutMs of [null, 0, 1000]) {
      a.settimeout(timeoutMs);
      expect(a.tryRecv(10)).toBe(null);
      expect(a.tryRecvInto(Buffer.alloc(10))).toBe(-1);
      expect(a.tryRecvfrom(10)).toBe(null);
      expect(a.tryRecvfromInto(Buffer.alloc(10))).toBe(null);
    }
    b.sendall('abc');
    expect(a.tryRecv(2)?.toString()).toBe('ab');
    const buffer = Buffer.alloc(10);
    expect(a.tryRecvInto(buffer)).toBe(1);
    b.close();
    expect(a.tryRecv(10)).toHaveLength(0);
    expect(a.tryRecvInto(buffer)).toBe(0);
  });

  it('throw other errors', () => {
    const { client, server } = ownedTcpPair();
    client.setLinger(0);
    client.close();
    expect(thrownBy(() => server.tryRecv(10)).code).toBe('ECONNRESET');
  });
});
