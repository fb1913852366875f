// What is sent arrives, once and in order.
import type { ByteStream } from '../byte-stream.js';
import { property } from '../stream-property.js';
import { claim, claimSame, pattern } from '../stream-trial.js';
import type { Trial } from '../stream-trial.js';

const SIZES = [1, 7, 4096, 100, 30_000, 2];
const BYTES = 200_000;

/** Sends the bytes in pieces of many sizes, by both verbs. */
const sendPieces = async (trial: Trial, stream: ByteStream, bytes: Buffer): Promise<void> => {
  for (let at = 0, round = 0; at < bytes.length; round++) {
    const piece = bytes.subarray(at, at + (SIZES[round % SIZES.length] as number));
    const sent = trial.begin('send', async () => {
      if (round % 2 === 0) return stream.send(piece);
      await stream.sendall(piece);
      return piece.length;
    });
    const count = await trial.result(sent);
    claim(count >= 1 && count <= piece.length, `send of ${piece.length} bytes gave ${count}`);
    at += count;
  }
};

/** Receives as many bytes in pieces of other sizes, by both verbs. */
const recvPieces = async (trial: Trial, stream: ByteStream, bytes: number): Promise<Buffer> => {
  const room = Buffer.alloc(bytes);
  for (let at = 0, round = 2; at < bytes; round++) {
    const piece = room.subarray(at, at + (SIZES[round % SIZES.length] as number));
    const received = trial.begin('recv', async () => {
      if (round % 2 === 0) return stream.recvInto(piece);
      const chunk = await stream.recv(piece.length);
      chunk.copy(piece);
      return chunk.length;
    });
    const count = await trial.result(received);
    claim(count >= 1 && count <= piece.length, `receiving ${piece.length} bytes gave ${count}`);
    at += count;
  }
  return room;
};

/** Properties of the bytes themselves. */
export const bytesProperties = [
  property('bytes arrive as they were sent, in both directions at once', async (trial) => {
    const { a, b } = trial;
    const [there, back] = [pattern(BYTES), pattern(2 * BYTES).subarray(BYTES)];
    const [, , atB, atA] = await Promise.all([
      sendPieces(trial, a, there),
      sendPieces(trial, b, back),
      recvPieces(trial, b, BYTES),
      recvPieces(trial, a, BYTES),
    ]);
    claimSame(atB, there);
    claimSame(atA, back);
  }),

  property('recvInto writes as many bytes as it says, and none behind them', async (trial) => {
    const { a, b } = trial;
    await trial.sendall(a, 'abc');
    const room = Buffer.alloc(8, '.');
    let received = 0;
    while (received < 3) {
      const rest = room.subarray(received);
      received += await trial.result(trial.begin('recvInto', () => b.recvInto(rest)));
    }
    claim(room.toString() === 'abc.....', `the buffer has ${JSON.stringify(room.toString())}`);
  }),

  property('recv waits for bytes, and an empty sendall brings none', async (trial) => {
    const { a, b } = trial;
    const receiving = trial.begin('recv', () => b.recv(10));
    await trial.mustWait(receiving, 'nothing was sent');
    await trial.sendall(a, '');
    await trial.mustWait(receiving, 'only an empty sendall was made');
    await trial.sendall(a, 'x');
    claimSame(await trial.result(receiving), Buffer.from('x'));
  }),

  property('leaving an iteration closes nothing and loses no byte', async (trial) => {
    const { a, b } = trial;
    const sent = pattern(50_000);
    const sending = trial.begin('sendall', () => a.sendall(sent));
    const first = await trial.result(trial.begin('an iteration with break', () => takeFirst(b)));
    claimSame(Buffer.concat([first, await trial.recvAll(b, sent.length - first.length)]), sent);
    await trial.result(sending);
    await trial.sendall(b, 'still open');
    claimSame(await trial.recvAll(a, 10), Buffer.from('still open'));
  }),
];

/** The first chunk of a loop that is left by `break`; a copy, since its memory may be used again. */
const takeFirst = async (stream: ByteStream): Promise<Buffer> => {
  let first = Buffer.alloc(0);
  for await (const chunk of stream) {
    first = Buffer.from(chunk);
    break;
  }
  return first;
};
