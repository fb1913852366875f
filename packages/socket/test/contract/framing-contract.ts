// What every framing does. Splits, messages and bytes are random; fast-check shows the smallest case that fails.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isExhaustive } from '../../../../scripts/test/exhaustive.mjs';
import { FrameDecoder, FrameError, readFrames, writeFrame } from '../../src/framing/index.js';
import type { Framing, IncomingFraming } from '../../src/framing/index.js';
import { SHUT_WR } from '../../src/index.js';
import { AsyncSocket } from '../../src/async/index.js';
import { memoryPair } from '../../src/testing/index.js';
import type { MemoryStream } from '../../src/testing/index.js';
import { ownedAsync } from '../async/contract/pairs.js';
import { ownedPair, thrownBy } from '../support/sockets.js';

/** What the contract must know of a framing. */
export interface FramingCase<Message, Sent extends string | Uint8Array> {
  readonly name: string;
  /** Without a limit the framing's own is meant; a framing of one size ignores it. */
  create(maxBytes?: number): Framing<Message, Sent>;
  /** Small messages. */
  readonly messages: fc.Arbitrary<Sent>;
  /** Small values, some of which are no messages. */
  readonly values: fc.Arbitrary<Sent>;
  /** What is read of a message that was written. */
  read(sent: Sent): Message;
  /** Bytes that are part of frames more often than others. */
  readonly likelyBytes: string;
  /** A message of so many bytes; null for a framing without a limit. */
  readonly sized: ((bytes: number) => Sent) | null;
  /** What becomes of a frame that the end of the stream cuts off. */
  readonly cutOff: 'read' | 'truncated';
}

/** What decoding gives: messages, then perhaps an error. */
interface Decoded<Message> {
  readonly messages: Message[];
  readonly error: string | null;
}

/** Pushes piece by piece, asks for messages after each, and ends. */
export const decode = <Message>(
  framing: IncomingFraming<Message>,
  pieces: readonly Uint8Array[],
): Decoded<Message> => {
  const decoder = new FrameDecoder(framing);
  const messages: Message[] = [];
  try {
    for (const piece of pieces) {
      decoder.push(piece);
      for (const message of decoder) messages.push(message);
    }
    decoder.end();
    for (const message of decoder) messages.push(message);
    return { messages, error: null };
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
    return { messages, error: `${error.code} ${error.message}` };
  }
};

/** Splits bytes at the given places, which may be the same or too large. */
const split = (bytes: Buffer, places: readonly number[]): Buffer[] => {
  const cuts = [0, ...places.map((place) => place % (bytes.length + 1)), bytes.length];
  cuts.sort((a, b) => a - b);
  return cuts.slice(1).map((cut, index) => bytes.subarray(cuts[index], cut));
};

type AsyncStream = AsyncSocket | MemoryStream;

const asyncPair = (): [AsyncSocket, AsyncSocket] => {
  const [a, b] = ownedPair();
  return [AsyncSocket.from(a), ownedAsync(AsyncSocket.from(b))];
};

const places = fc.array(fc.nat(), { maxLength: 12 });
const byteByByte = (bytes: Buffer): Buffer[] => Array.from(bytes, (byte) => Buffer.of(byte));

export const framingContract = <Message, Sent extends string | Uint8Array>(
  kind: FramingCase<Message, Sent>,
): void => {
  const encodeAll = (framing: Framing<Message, Sent>, messages: readonly Sent[]): Buffer =>
    Buffer.concat(messages.map((message) => framing.encode(message)));
  const sample = fc
    .sample(kind.messages, { numRuns: 20, seed: 1 })
    .reduce((longest, one) => (one.length > longest.length ? one : longest));

  describe(kind.name, () => {
    it('reads what was written, however the bytes are split', () => {
      const framing = kind.create();
      fc.assert(
        fc.property(fc.array(kind.messages, { maxLength: 8 }), places, (messages, cuts) => {
          const bytes = encodeAll(framing, messages);
          const expected = { messages: messages.map((sent) => kind.read(sent)), error: null };
          expect(decode(framing, split(bytes, cuts))).toEqual(expected);
          expect(decode(framing, byteByByte(bytes))).toEqual(expected);
        }),
        { numRuns: isExhaustive ? 2000 : 50 },
      );
    });

    it('makes the same of any bytes, and the same error, however they are split', () => {
      const framing = kind.create(6);
      const likely = fc.constantFrom(...Buffer.from(kind.likelyBytes, 'latin1'));
      const bytes = fc.array(fc.oneof({ weight: 4, arbitrary: likely }, fc.nat(255)), {
        maxLength: 40,
      });
      fc.assert(
        fc.property(bytes, places, (list, cuts) => {
          const whole = Buffer.from(list);
          const expected = decode(framing, [whole]);
          expect(decode(framing, split(whole, cuts))).toEqual(expected);
          expect(decode(framing, byteByByte(whole))).toEqual(expected);
        }),
        { numRuns: isExhaustive ? 5000 : 150 },
      );
    });

    it('writes nothing that would be read as another message, or as several', () => {
      const framing = kind.create();
      fc.assert(
        fc.property(kind.values, (value) => {
          let bytes: Buffer;
          try {
            bytes = framing.encode(value);
          } catch (error) {
            expect(error).toMatchObject({ name: 'RangeError', code: 'ERR_FDSET_OUT_OF_RANGE' });
            return;
          }
          const messages = [kind.read(value), kind.read(sample)];
          const both = Buffer.concat([bytes, framing.encode(sample)]);
          expect(decode(framing, [both])).toEqual({ messages, error: null });
        }),
        { numRuns: isExhaustive ? 5000 : 100 },
      );
    });

    it(`has a frame ${kind.cutOff} that the end of the stream cuts off`, () => {
      const framing = kind.create();
      const frame = framing.encode(sample);
      for (let length = 1; length < frame.length; length++) {
        const { messages, error } = decode(framing, [frame, frame.subarray(0, length)]);
        expect(messages[0]).toEqual(kind.read(sample));
        if (kind.cutOff === 'read') expect([messages.length, error]).toEqual([2, null]);
        else expect(error).toMatch(/^ERR_FDSET_FRAME_TRUNCATED the stream ended within a /);
      }
      expect(decode(framing, [frame])).toEqual({ messages: [kind.read(sample)], error: null });
      expect(decode(framing, [])).toEqual({ messages: [], error: null });
    });

    const { sized } = kind;
    if (sized !== null)
      it('reads a message of maxBytes, and refuses one byte more without waiting for its end', () => {
        const framing = kind.create(100);
        expect(decode(framing, [framing.encode(sized(100))]).messages).toEqual([
          kind.read(sized(100)),
        ]);
        expect(thrownBy(() => framing.encode(sized(101)))).toMatchObject({
          name: 'RangeError',
          code: 'ERR_FDSET_OUT_OF_RANGE',
        });
        const decoder = new FrameDecoder(framing);
        const most = framing.encode(sized(100)).length;
        decoder.push(framing.encode(sized(1)));
        decoder.push(kind.create(1000).encode(sized(1000)).subarray(0, most));
        expect(decoder.next()).toEqual(kind.read(sized(1)));
        for (let again = 0; again < 2; again++)
          expect(thrownBy(() => decoder.next())).toMatchObject({
            name: 'FrameError',
            code: 'ERR_FDSET_FRAME_TOO_LARGE',
          });
        expect(decoder.takeBuffered()).toHaveLength(most);
      });

    it('takes nothing from the queue while a frame is not whole', () => {
      const framing = kind.create();
      const frame = framing.encode(sample);
      const decoder = new FrameDecoder(framing);
      for (const [index, byte] of [...frame.subarray(0, -1)].entries()) {
        decoder.push(Buffer.of(byte));
        expect(decoder.next()).toBeUndefined();
        expect(decoder.bufferedLength).toBe(index + 1);
      }
      expect(decoder.takeBuffered().equals(frame.subarray(0, -1))).toBe(true);
    });

    it('serves any number of decoders at once', () => {
      const framing = kind.create();
      const frame = framing.encode(sample);
      const decoders = [new FrameDecoder(framing), new FrameDecoder(framing)];
      for (const byte of frame) for (const decoder of decoders) decoder.push(Buffer.of(byte));
      for (const decoder of decoders) expect([...decoder]).toEqual([kind.read(sample)]);
    });

    it('is read and written over a Socket', () => {
      const [sender, receiver] = ownedPair();
      const framing = kind.create();
      const messages = fc.sample(kind.messages, { numRuns: 10, seed: 2 });
      for (const message of messages) writeFrame(sender, framing, message);
      sender.shutdown(SHUT_WR);
      expect([...readFrames(receiver, framing)]).toEqual(messages.map((sent) => kind.read(sent)));
    });

    it.each<[string, () => [AsyncStream, AsyncStream]]>([
      ['an AsyncSocket', asyncPair],
      ['a stream that takes a few bytes at a time', () => memoryPair({ capacityBytes: 7 })],
    ])('is read and written over %s', async (_name, make) => {
      const [sender, receiver] = make();
      const framing = kind.create();
      const messages = fc.sample(kind.messages, { numRuns: 10, seed: 3 });
      const writing = Promise.all(messages.map((one) => writeFrame(sender, framing, one)));
      void writing.then(() => sender.close());
      const read: Message[] = [];
      for await (const message of readFrames(receiver, framing)) read.push(message);
      expect(read).toEqual(messages.map((sent) => kind.read(sent)));
    });
  });
};
