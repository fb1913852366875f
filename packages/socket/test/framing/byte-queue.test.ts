import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteQueue } from '../../src/framing/index.js';
import { thrownBy } from '../support/sockets.js';

const holding = (...chunks: string[]): ByteQueue => {
  const queue = new ByteQueue();
  for (const chunk of chunks) queue.push(Buffer.from(chunk));
  return queue;
};

const NEWLINE = Buffer.from('\n');

describe('ByteQueue', () => {
  it('gives pieces of any size out of chunks of any size', () => {
    const queue = holding('abc', '', 'def', 'g');
    expect(queue.length).toBe(7);
    expect(String(queue.peek(5))).toBe('abcde');
    expect(String(queue.take(2))).toBe('ab');
    expect(String(queue.take(4))).toBe('cdef');
    expect(queue.take(2)).toBeNull();
    expect(String(queue.takeSome(2))).toBe('g');
    expect(queue.takeSome()).toEqual(Buffer.alloc(0));
    expect(queue.length).toBe(0);
  });

  it('takes through a delimiter that lies across chunks, and leaves what has none', () => {
    const queue = holding('one\r', '\ntwo\r\nthr', 'ee');
    const taken = (): string | null => queue.takeThrough(Buffer.from('\r\n'))?.toString() ?? null;
    expect([taken(), taken(), taken()]).toEqual(['one\r\n', 'two\r\n', null]);
    queue.push(Buffer.from('\r'));
    expect(taken()).toBeNull();
    queue.push(Buffer.from('\n'));
    expect(taken()).toBe('three\r\n');
  });

  it('takes through a delimiter only where it ends in time', () => {
    const queue = holding('abc', '\n', 'rest');
    expect(queue.takeThrough(NEWLINE, 3)).toBeNull();
    expect(String(queue.takeThrough(NEWLINE, 4))).toBe('abc\n');
    expect(queue.takeThrough(NEWLINE)).toBeNull();
    // The search for another delimiter begins at the front.
    expect(String(queue.takeThrough(Buffer.from('es')))).toBe('res');
  });

  it('holds no more than its bound, and is as it was when that is too much', () => {
    const queue = new ByteQueue({ maxBytes: 4 });
    queue.push(Buffer.from('abc'));
    expect(queue.room).toBe(1);
    expect(thrownBy(() => queue.push(Buffer.from('de')))).toMatchObject({
      name: 'RangeError',
      code: 'ERR_FDSET_OUT_OF_RANGE',
    });
    queue.push(Buffer.from('d'));
    expect(String(queue.takeSome())).toBe('abcd');
    expect(queue.room).toBe(4);
  });

  it('copies nothing that lies in one chunk', () => {
    const chunk = Buffer.alloc(9000);
    const queue = new ByteQueue();
    queue.push(chunk);
    expect([queue.peek(10), queue.take(10)].map((piece) => piece?.buffer)).toEqual([
      chunk.buffer,
      chunk.buffer,
    ]);
  });

  it('leaves pieces alone that were taken before more was joined to their chunk', () => {
    const queue = holding('ab', 'cd');
    const first = queue.take(3);
    queue.push(first!.subarray(0, 2));
    queue.push(Buffer.from('ef'));
    expect([String(first), String(queue.takeSome())]).toEqual(['abc', 'dabef']);
  });

  it('joins small chunks, so that a line which comes byte by byte is no list of bytes', () => {
    const queue = new ByteQueue();
    for (let i = 0; i < 5000; i++) {
      queue.push(Buffer.from('x'));
      expect(queue.takeThrough(NEWLINE)).toBeNull();
    }
    const memory = [0, 1000, 4000].map((at) => queue.peek(at + 1).buffer);
    expect(new Set(memory).size).toBe(1);
    queue.push(NEWLINE);
    expect(queue.takeThrough(NEWLINE)?.length).toBe(5001);
  });

  it('drops everything on clear', () => {
    const queue = holding('abc\n', 'de');
    queue.take(1);
    queue.clear();
    queue.push(Buffer.from('x\n'));
    expect(String(queue.takeThrough(NEWLINE))).toBe('x\n');
  });

  it('takes bytes of any realm, and refuses what is none', () => {
    const queue = new ByteQueue();
    queue.push(runInNewContext('new Uint8Array([104, 105])') as Uint8Array);
    expect(String(queue.takeSome())).toBe('hi');
    const typeError = { name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' };
    const rangeError = { name: 'RangeError', code: 'ERR_FDSET_OUT_OF_RANGE' };
    for (const call of [
      () => queue.push('text' as never),
      () => queue.push(new Uint16Array(2) as never),
      () => queue.takeThrough('\n' as never),
      () => queue.take('1' as never),
      () => new ByteQueue({ maxBytes: null as never }),
    ])
      expect(thrownBy(call)).toMatchObject(typeError);
    for (const call of [
      () => queue.take(-1),
      () => queue.peek(1.5),
      () => queue.takeSome(Number.NaN),
      () => queue.takeThrough(Buffer.alloc(0)),
      () => queue.takeThrough(NEWLINE, -1),
      () => new ByteQueue({ maxBytes: 0 }),
    ])
      expect(thrownBy(call)).toMatchObject(rangeError);
  });

  it('does what one long Buffer does, whatever the steps', () => {
    const letters = fc.constantFrom('a', 'b', '\r', '\n');
    const step = fc.oneof(
      fc.record({
        push: fc.oneof(fc.string({ unit: letters, maxLength: 6 }), fc.constant('a'.repeat(5000))),
      }),
      fc.record({ take: fc.nat(8) }),
      fc.record({ peek: fc.nat(8) }),
      fc.record({
        through: fc.string({ unit: letters, minLength: 1, maxLength: 3 }),
        maxBytes: fc.option(fc.nat(12), { nil: Infinity }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const queue = new ByteQueue();
        let model = '';
        const takeFrom = (size: number): string => {
          const piece = model.slice(0, size);
          model = model.slice(size);
          return piece;
        };
        for (const one of steps) {
          if ('push' in one) {
            queue.push(Buffer.from(one.push));
            model += one.push;
          } else if ('take' in one) {
            const expected = one.take > model.length ? null : takeFrom(one.take);
            expect(queue.take(one.take)?.toString() ?? null).toBe(expected);
          } else if ('peek' in one) {
            expect(String(queue.peek(one.peek))).toBe(model.slice(0, one.peek));
          } else {
            const end = model.indexOf(one.through) + one.through.length;
            const isThere = model.includes(one.through) && end <= one.maxBytes;
            const expected = isThere ? takeFrom(end) : null;
            const taken = queue.takeThrough(Buffer.from(one.through), one.maxBytes);
            expect(taken?.toString() ?? null).toBe(expected);
          }
          expect(queue.length).toBe(model.length);
        }
        expect(String(queue.takeSome())).toBe(model);
      }),
    );
  });
});

describe('recycle', () => {
  it.each([5, null, 'x', {}])('refuses %s, which is no function', (recycle) => {
    expect(() => new ByteQueue({ recycle: recycle as never })).toThrow(
      expect.objectContaining({ code: 'ERR_FDSET_INVALID_ARG_TYPE' }),
    );
  });

  const queueOf = (...chunks: Buffer[]): { queue: ByteQueue; recycled: Buffer[] } => {
    const recycled: Buffer[] = [];
    const queue = new ByteQueue({ recycle: (chunk) => void recycled.push(chunk) });
    for (const chunk of chunks) queue.push(chunk);
    return { queue, recycled };
  };
  const large = (fill: number): Buffer => Buffer.from(new Uint8Array(5000).fill(fill).buffer);
  const hasMemoryOf = (chunks: Buffer[], chunk: Buffer): boolean =>
    chunks.some(({ buffer }) => buffer === chunk.buffer);

  it('gets a chunk when its bytes were copied, and not before', () => {
    const [a, b] = [large(1), large(2)];
    const { queue, recycled } = queueOf(a, b);
    expect(recycled).toEqual([]);
    expect(queue.take(6000)).toHaveLength(6000);
    expect([hasMemoryOf(recycled, a), recycled.length]).toEqual([true, 1]);
    queue.clear();
    expect([hasMemoryOf(recycled, b), recycled.length]).toEqual([true, 2]);
  });

  it.each<[string, (queue: ByteQueue) => Buffer | null]>([
    ['take', (queue) => queue.take(100)],
    ['takeSome', (queue) => queue.takeSome(5000)],
    ['peek', (queue) => queue.peek(100)],
    ['takeThrough', (queue) => queue.takeThrough(Buffer.of(1))],
  ])('never gets a chunk of which %s has returned a view', (_name, use) => {
    const a = large(1);
    const { queue, recycled } = queueOf(a, large(2));
    const piece = use(queue) as Buffer;
    queue.takeSome();
    expect(piece.buffer).toBe(a.buffer);
    expect(hasMemoryOf(recycled, a)).toBe(false);
  });

  it('gets small chunks at once, since they are joined', () => {
    const small = [1, 2, 3].map((fill) => Buffer.from(new Uint8Array(100).fill(fill).buffer));
    const { queue, recycled } = queueOf(...small);
    expect(recycled.map(([first]) => first)).toEqual([1, 2, 3]);
    expect(queue.takeSome().equals(Buffer.concat(small))).toBe(true);
  });

  it('may empty what it gets, and may throw: the queue goes on', () => {
    const queue = new ByteQueue({
      recycle: ({ buffer }) => {
        structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
        throw new Error('recycled');
      },
    });
    queue.push(large(1));
    queue.push(large(2));
    expect(() => queue.take(6000)).toThrow('recycled');
    expect(queue.length).toBe(4000);
    expect(queue.peek(4000).every((byte) => byte === 2)).toBe(true);
  });
});
