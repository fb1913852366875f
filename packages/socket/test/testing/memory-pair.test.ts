import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { SHUT_RD, SHUT_RDWR, SHUT_WR } from '../../src/index.js';
import { checkStream, memoryPair, streamProperties } from '../../src/testing/index.js';
import { HANG_MS } from '../../../../vitest.base.mjs';
import { thrownBy } from '../support/sockets.js';

const CAPACITY = 1000;
const hangMs = HANG_MS / 2;
const limits = { maxBufferedBytes: CAPACITY, hangMs };
const closed = { name: 'TypeError', code: 'ERR_FDSET_CLOSED' };
const brokenPipe = { name: 'BrokenPipeError', code: 'EPIPE', syscall: 'send', bytesSent: 0 };

describe('memoryPair', () => {
  it.each(streamProperties)('$name', ({ check }) =>
    check(() => memoryPair({ capacityBytes: CAPACITY }), limits),
  );

  it('has all properties with the capacity that it has by itself', () =>
    checkStream(() => memoryPair(), { maxBufferedBytes: 65_536, hangMs }));

  it('takes as many bytes as it has room for, and text as UTF-8', async () => {
    const [a, b] = memoryPair({ capacityBytes: 5 });
    expect(await a.send('häll')).toBe(5);
    await expect(a.send('x', { timeoutMs: 0 })).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      message: 'send timed out after 0 ms',
      bytesSent: 0,
    });
    expect(String(await b.recv(2 ** 31 - 1))).toBe('häll');
    expect(await a.send('')).toBe(0);
    expect(await b.recv(0)).toHaveLength(0);
    const sending = a.send('longer than that');
    expect(String(await b.recv(4))).toBe('long');
    const rest: string[] = [];
    for await (const chunk of b.chunks(3, { timeoutMs: null })) {
      rest.push(String(chunk));
      if (rest.join('') === 'er than that') break;
    }
    expect(Math.max(...rest.map(({ length }) => length))).toBe(3);
    expect(await sending).toBe(16);
  });

  it('receives into a part of a buffer, and loses nothing with a buffer that is transferred', async () => {
    const [a, b] = memoryPair();
    const room = new Uint8Array(5);
    await a.sendall('abcdef');
    expect(await b.recvInto(room, { maxBytes: 2 })).toBe(2);
    expect([...room]).toEqual([97, 98, 0, 0, 0]);
    await b.recv(4);
    const receiving = b.recvInto(room);
    structuredClone(room.buffer, { transfer: [room.buffer] });
    await a.sendall('later');
    await expect(receiving).rejects.toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
    expect(String(await b.recv(10))).toBe('later');
  });

  it('copies what it takes, so that the sender may change it afterwards', async () => {
    const [a, b] = memoryPair();
    const data = Buffer.from('before');
    await a.sendall(data);
    data.fill('x');
    expect(String(await b.recv(10))).toBe('before');
  });

  it('shuts down one direction, or both', async () => {
    const [a, b] = memoryPair();
    await a.sendall('sent');
    b.shutdown(SHUT_RD);
    expect(String(await b.recv(10))).toBe('sent');
    expect(await b.recv(10)).toHaveLength(0);
    await expect(a.sendall('x')).rejects.toMatchObject(brokenPipe);
    await b.sendall('back');
    expect(String(await a.recv(10))).toBe('back');
    a.shutdown(SHUT_RDWR);
    expect(await a.recv(10)).toHaveLength(0);
    await expect(b.send('x')).rejects.toMatchObject(brokenPipe);
    expect(thrownBy(() => a.shutdown(9))).toMatchObject({ code: 'EINVAL', syscall: 'shutdown' });
  });

  it('is closed by using, and any use but close is refused', async () => {
    const [a, b] = memoryPair();
    {
      using end = a;
      await using other = b;
      expect(String(end)).toBe('MemoryStream { open received=0 }');
      expect(inspect(other)).toBe('MemoryStream { open received=0 }');
    }
    expect([String(a), String(b)]).toEqual(['MemoryStream { closed }', 'MemoryStream { closed }']);
    expect(a.closed).toBe(true);
    expect(thrownBy(() => a.shutdown(SHUT_WR))).toMatchObject(closed);
    await expect(b.recv(1)).rejects.toMatchObject(closed);
  });

  it('does not send memory that was transferred meanwhile', async () => {
    const [a, b] = memoryPair({ capacityBytes: 4 });
    const data = new Uint8Array(10);
    const sending = a.sendall(data);
    structuredClone(data.buffer, { transfer: [data.buffer] });
    void b.recv(4);
    await expect(sending).rejects.toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
      bytesSent: 4,
    });
  });

  it('keeps the reason of a signal as it is, also when sends share it', async () => {
    const [a] = memoryPair({ capacityBytes: 4 });
    const controller = new AbortController();
    const { signal } = controller;
    const sends = [5, 6].map((length) => a.sendall(Buffer.alloc(length), { signal }));
    const reason = Object.freeze(new Error('enough'));
    controller.abort(reason);
    const [first, second] = await Promise.allSettled(sends);
    const abort = { name: 'AbortError', code: 'ABORT_ERR', message: 'enough', cause: reason };
    expect(first).toMatchObject({ reason: { ...abort, bytesSent: 4 } });
    expect(second).toMatchObject({ reason: { ...abort, bytesSent: 0 } });
  });

  it.each([
    [() => memoryPair({ capacityBytes: 0 }), 'ERR_FDSET_OUT_OF_RANGE'],
    [() => memoryPair({ capacityBytes: '1' as never }), 'ERR_FDSET_INVALID_ARG_TYPE'],
    [() => memoryPair({ capacity: 1 } as never), 'ERR_FDSET_UNKNOWN_OPTION'],
  ])('refuses wrong options: %s', (make, code) => {
    expect(thrownBy(make)).toMatchObject({ code });
  });

  it.each([
    ['recv', [-1], 'ERR_FDSET_OUT_OF_RANGE'],
    ['recv', ['1'], 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['recv', [1, { timeout: 1 }], 'ERR_FDSET_UNKNOWN_OPTION'],
    ['recvInto', ['text'], 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['recvInto', [new Uint8Array(1), { maxBytes: 2 }], 'ERR_FDSET_OUT_OF_RANGE'],
    ['send', [5], 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['sendall', ['x', { signal: 1 }], 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['sendall', ['x', null], 'ERR_FDSET_INVALID_ARG_TYPE'],
  ] as const)('%s refuses the arguments %j', async (verb, given, code) => {
    const [a] = memoryPair();
    const call = a[verb].bind(a) as (...args: readonly unknown[]) => Promise<unknown>;
    await expect(call(...given)).rejects.toMatchObject({ code });
  });
});
