import { describe, expect, expectTypeOf, it } from 'vitest';
import { fixedLength, lines, readFrames } from '../../src/framing/index.js';
import type { AsyncFrameReader, FrameReader } from '../../src/framing/index.js';
import { memoryPair } from '../../src/testing/index.js';
import { isPending, rejection } from '../support/promises.js';
import { thrownBy } from '../support/sockets.js';

describe('readFrames of a stream that promises', () => {
  it('loses nothing when a loop is left, and closes nothing', async () => {
    const [a, b] = memoryPair();
    await a.sendall('1\n2\n3\n4');
    const reader = readFrames(b, lines());
    expectTypeOf(reader).toEqualTypeOf<AsyncFrameReader<string>>();
    for await (const line of reader) {
      expect(line).toBe('1');
      break;
    }
    expect(await reader.read()).toBe('2');
    await a.sendall('5\n');
    a.close();
    const rest: string[] = [];
    for await (const line of reader) rest.push(line);
    expect(rest).toEqual(['3', '45']);
    expect([await reader.read(), await reader.read()]).toEqual([undefined, undefined]);
  });

  it('serves reads at once in order, and one that has its frame does not wait for more', async () => {
    const [a, b] = memoryPair();
    const reader = readFrames(b, lines());
    const reads = [reader.read(), reader.read(), reader.read(), reader.read()];
    await a.sendall('1\n2\n3\n');
    expect(await Promise.all(reads.slice(0, 3))).toEqual(['1', '2', '3']);
    expect(await isPending(reads[3]!)).toBe(true);
    a.close();
    expect(await reads[3]).toBeUndefined();
  });

  it('loses no byte when a read is aborted, also one that waits for its turn', async () => {
    const [a, b] = memoryPair();
    const reader = readFrames(b, lines());
    const [first, second] = [new AbortController(), new AbortController()];
    await a.sendall('half');
    const reads = [
      rejection(reader.read({ signal: first.signal })),
      rejection(reader.read({ signal: second.signal })),
    ];
    const third = reader.read();
    expect(await isPending(third)).toBe(true);
    second.abort(new Error('second'));
    expect((await reads[1])?.message).toBe('second');
    expect(await isPending(reads[0]!)).toBe(true);
    first.abort(new Error('first'));
    expect((await reads[0])?.message).toBe('first');
    await a.sendall(' a line\nrest');
    expect(await third).toBe('half a line');
    expect(await rejection(reader.read({ signal: first.signal }))).toBe(first.signal.reason);
    expect(reader.bufferedLength).toBe(4);
  });

  it('limits a whole read by time, however many pieces come, and goes on afterwards', async () => {
    const [a, b] = memoryPair();
    const limits: (number | null | undefined)[] = [];
    const recv: typeof b.recv = (maxBytes, options) => {
      limits.push(options?.timeoutMs);
      return b.recv(maxBytes, options);
    };
    const reader = readFrames({ recv }, lines(), { timeoutMs: 30 });
    const reading = rejection(reader.read());
    await a.sendall('a');
    expect(await reading).toMatchObject({ name: 'SocketTimeoutError', code: 'ETIMEDOUT' });
    expect(limits.length).toBeGreaterThan(1);
    for (const limit of limits) expect(limit).toBeLessThanOrEqual(30);
    // The second receive has what the first one has left.
    expect(limits[1]).toBeLessThan(limits[0] as number);
    await a.sendall('b\n');
    expect(await reader.read({ timeoutMs: null })).toBe('ab');
  });

  it('ends a loop by the signal that it was given', async () => {
    const [a, b] = memoryPair();
    const controller = new AbortController();
    await a.sendall('1\n');
    const read: string[] = [];
    const loop = async (): Promise<void> => {
      const { signal } = controller;
      for await (const line of readFrames(b, lines(), { signal })) {
        read.push(line);
        setImmediate(() => controller.abort());
      }
    };
    expect((await rejection(loop())).name).toBe('AbortError');
    expect(read).toEqual(['1']);
    await a.sendall('2\n');
    expect(String(await b.recv(10))).toBe('2\n');
  });

  it('rejects as the source does, each time', async () => {
    const [, b] = memoryPair();
    const reader = readFrames(b, lines());
    const pending = [rejection(reader.read()), rejection(reader.read())];
    b.close();
    for (const error of await Promise.all(pending))
      expect(error).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  });

  it('changes the framing in the middle', async () => {
    const [a, b] = memoryPair();
    const heads = lines(b);
    await a.sendall('5\nhello2\nyo');
    const read: unknown[] = [];
    for await (const size of heads)
      read.push(String(await heads.withFraming(fixedLength(Number(size))).read()), a.close());
    expect(read).toEqual(['hello', undefined, 'yo', undefined]);
  });

  it('is no source of a loop that blocks', async () => {
    const [a, b] = memoryPair();
    await a.sendall('1\n');
    const blocking = readFrames(b, lines()) as unknown as FrameReader<string>;
    expect(thrownBy(() => [...blocking])).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
      message: 'the source answers with promises: read it with for await',
    });
  });

  it.each([
    [{ timeoutMS: 5 }, 'ERR_FDSET_UNKNOWN_OPTION'],
    [{ timeoutMs: -1 }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ signal: {} }, 'ERR_FDSET_INVALID_ARG_TYPE'],
  ])('refuses the options %j', async (options, code) => {
    const [a, b] = memoryPair();
    await a.sendall('1\n');
    const reader = readFrames(b, lines());
    expect(await rejection(reader.read(options as never))).toMatchObject({ code });
    expect(await reader.read()).toBe('1');
  });
});
