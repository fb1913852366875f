// Random aborts lose no byte: what arrives is what was sent, whatever was given up on the way.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHUT_WR } from '../../../src/index.js';
import type { AsyncSocket, Driver } from '../../../src/async/index.js';
import { collect } from './helpers.js';
import { streamPairs } from './pairs.js';

/** One step of the reader: how many bytes it asks for, in which way, and when it gives up (turns of the event loop). */
const step = fc.record({
  bytes: fc.integer({ min: 1, max: 70_000 }),
  verb: fc.constantFrom('recv', 'recvInto', 'chunks'),
  abortAfter: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
});

const writes = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 12 });

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise(setImmediate);
};

const readOnce = async (
  socket: AsyncSocket,
  { bytes, verb }: Step,
  signal: AbortSignal,
): Promise<Buffer> => {
  if (verb === 'recv') return socket.recv(bytes, { signal });
  if (verb === 'chunks') {
    const { value } = await socket.chunks(bytes, { signal }).next();
    return value === undefined ? Buffer.alloc(0) : Buffer.from(value);
  }
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, await socket.recvInto(buffer, { signal }));
};

/** Receives until the end, and gives up whenever a step says so. */
const readWithAborts = async (socket: AsyncSocket, steps: readonly Step[]): Promise<Buffer> => {
  const parts: Buffer[] = [];
  for (const one of steps) {
    const controller = new AbortController();
    if (one.abortAfter !== null) void turns(one.abortAfter).then(() => controller.abort());
    try {
      parts.push(await readOnce(socket, one, controller.signal));
    } catch (error) {
      expect((error as Error).name).toBe('AbortError');
    }
  }
  return Buffer.concat([...parts, await collect(socket)]);
};

const writeAll = async (socket: AsyncSocket, sizes: readonly number[]): Promise<Buffer> => {
  let count = 0;
  const pieces = sizes.map((size) => Buffer.alloc(size, ++count));
  for (const piece of pieces) {
    await socket.sendall(piece);
    await turns(1);
  }
  socket.shutdown(SHUT_WR);
  return Buffer.concat(pieces);
};

/** The property of cancelling; each driver has its own. */
export const describeCancelling = (driverName: string, driver: () => Driver | undefined): void => {
  describe.each(streamPairs)(`${driverName}: %s`, (_name, make) => {
    it('random aborts of reads lose no byte and repeat none', async () => {
      await fc.assert(
        fc.asyncProperty(writes, fc.array(step, { maxLength: 30 }), async (sizes, steps) => {
          const [a, b] = await make(driver());
          const [sent, received] = await Promise.all([
            writeAll(a, sizes),
            readWithAborts(b, steps),
          ]);
          a.close();
          b.close();
          expect(received.equals(sent)).toBe(true);
        }),
        { numRuns: 15 },
      );
    });

    it('random aborts of writes tell how much went: the sum is what arrives', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.integer({ min: 0, max: 400_000 }), fc.integer({ min: 0, max: 3 })), {
            minLength: 1,
            maxLength: 10,
          }),
          async (sends) => {
            const [a, b] = await make(driver());
            const received = collect(b);
            let told = 0;
            for (const [size, abortAfter] of sends) {
              const controller = new AbortController();
              void turns(abortAfter).then(() => controller.abort());
              told += await a
                .send(Buffer.alloc(size), { signal: controller.signal })
                .catch((error: unknown) => (error as { bytesSent: number }).bytesSent);
            }
            a.shutdown(SHUT_WR);
            expect((await received).length).toBe(told);
            a.close();
            b.close();
          },
        ),
        { numRuns: 15 },
      );
    });
  });
};
