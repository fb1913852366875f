import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { isExhaustive } from '../../../../scripts/test/exhaustive.mjs';
import { fixedLength, lines, readFrames } from '../../src/framing/index.js';
import type { AsyncFrameReader, FrameReader, IncomingFraming } from '../../src/framing/index.js';
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

  it('settles reads in order, also one that finds its message there', async () => {
    const [a, b] = memoryPair();
    const reader = readFrames(b, lines());
    const settled: unknown[] = [];
    const note = (reading: Promise<unknown>): Promise<unknown> =>
      reading.then((line) => settled.push(line));
    const notes = [note(reader[Symbol.asyncIterator]().next())];
    await a.sendall('0\n1\n2\n3\n4\n5\n');
    // The first read goes on in microtasks. After each of them another read begins.
    for (let microtask = 0; microtask < 5; microtask++) {
      notes.push(note(reader.read()));
      await Promise.resolve();
    }
    await Promise.all(notes);
    expect(settled).toEqual([{ done: false, value: '0' }, '1', '2', '3', '4', '5']);
  });

  it('gives messages that are null, and one after the other to iterations at once', async () => {
    const [a, b] = memoryPair();
    const json: IncomingFraming<unknown> = {
      name: 'line of JSON',
      decode: (queue) => {
        const line = queue.takeThrough(Buffer.from('\n'));
        return line === null ? undefined : JSON.parse(line.toString());
      },
    };
    const reader = readFrames(b, json);
    const [one, other] = [reader[Symbol.asyncIterator](), reader[Symbol.asyncIterator]()];
    const first = one.next();
    const second = other.next();
    await a.sendall('null\n1\nnull\n2\n');
    const value = (given: unknown): unknown => ({ done: false, value: given });
    expect([await first, await second]).toEqual([value(null), value(1)]);
    expect([await one.next(), await other.next()]).toEqual([value(null), value(2)]);
    const end = { done: true, value: undefined };
    expect([await one.return?.(), await one.next()]).toEqual([end, end]);
    a.close();
    expect([await other.next(), await other.next()]).toEqual([end, end]);
  });

  it('loses no message when reads are aborted at any moment', async () => {
    const moments = fc.array(fc.constantFrom('send', 'turn', 'abort', 'read'), { maxLength: 30 });
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
    const lose = async (steps: string[], pieces: number[]): Promise<void> => {
      const [a, b] = memoryPair();
      const text = Array.from({ length: 20 }, (_, index) => `line ${index}\n`).join('');
      const reader = readFrames(b, lines());
      const read: string[] = [];
      const reads: Promise<unknown>[] = [];
      let controller = new AbortController();
      let at = 0;
      for (const [index, step] of steps.entries()) {
        if (step === 'send') {
          const to = at + (pieces[index % pieces.length] as number);
          await a.sendall(text.slice(at, to));
          at = Math.min(to, text.length);
        } else if (step === 'turn') await new Promise((resolve) => setImmediate(resolve));
        else if (step === 'abort') {
          controller.abort();
          controller = new AbortController();
        } else {
          const reading = reader.read({ signal: controller.signal });
          reads.push(reading.then((line) => read.push(line as string)).catch(() => {}));
        }
      }
      controller.abort();
      await Promise.all(reads);
      await a.sendall(text.slice(at));
      a.close();
      for await (const line of reader) read.push(line);
      expect(read).toEqual(text.trimEnd().split('\n'));
    };
    await fc.assert(fc.asyncProperty(moments, sizes, lose), {
      numRuns: isExhaustive ? 2000 : 100,
    });
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
