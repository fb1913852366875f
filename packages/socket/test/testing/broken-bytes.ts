// Streams of which each breaks one property of the bytes, or of their order.
import { SHUT_WR } from '../../src/index.js';
import { NOTHING, abandoned, broken } from './broken-stream.js';
import type { BrokenStream } from './broken-stream.js';

/** Makes the calls of one turn in the opposite order. */
const reversed = (): ((call: () => void) => void) => {
  const calls: (() => void)[] = [];
  return (call) => {
    if (calls.push(call) > 1) return;
    queueMicrotask(() => {
      for (const one of calls.splice(0).reverse()) one();
    });
  };
};

export const brokenBytes: readonly BrokenStream[] = [
  broken(
    'bytes arrive as they were sent, in both directions at once',
    'sends every piece from its end to its beginning',
    /differ at byte/,
    (stream) => ({
      sendall: (data, options) => stream.sendall(Buffer.from(data).reverse(), options),
    }),
  ),
  broken(
    'bytes arrive as they were sent, in both directions at once',
    'says that it has sent more than it has',
    /send of 1 bytes gave 2/,
    (stream) => ({ send: async (data, options) => (await stream.send(data, options)) + 1 }),
  ),
  broken(
    'recvInto writes as many bytes as it says, and none behind them',
    'clears the rest of the buffer',
    /the buffer has "abc\\u0000/,
    (stream) => ({
      recvInto: async (buffer, options) => {
        const received = await stream.recvInto(buffer, options);
        buffer.fill(0, received);
        return received;
      },
    }),
  ),
  broken(
    'recv waits for bytes, and an empty sendall brings none',
    'gives nothing when there is nothing',
    /recv has ended although nothing was sent/,
    (stream) => ({
      recv: (maxBytes, options) =>
        Promise.race([
          stream.recv(maxBytes, options).catch(() => NOTHING),
          new Promise<Buffer>((resolve) => setImmediate(resolve, NOTHING)),
        ]),
    }),
  ),
  broken(
    'recv waits for bytes, and an empty sendall brings none',
    'ends the stream with an empty sendall',
    /recv has ended although only an empty sendall was made/,
    (stream) => ({
      sendall: async (data, options) => {
        await stream.sendall(data, options);
        if (data.length === 0) stream.shutdown(SHUT_WR);
      },
    }),
  ),
  broken(
    'leaving an iteration closes nothing and loses no byte',
    'closes with its iterator, as a Readable does',
    /ERR_FDSET_CLOSED|the stream is closed/,
    (stream) => ({
      async *[Symbol.asyncIterator]() {
        try {
          for await (const chunk of stream) yield chunk;
        } finally {
          stream.close();
        }
      },
    }),
  ),
  broken(
    'leaving an iteration closes nothing and loses no byte',
    'reads ahead in its iterator',
    /recv is still pending after/,
    (stream) => ({
      async *[Symbol.asyncIterator]() {
        for (let next = stream.recv(100); ;) {
          const chunk = await next;
          next = stream.recv(100);
          yield chunk;
        }
      },
    }),
  ),
  broken(
    'reads at once are served in order',
    'serves the last first',
    /differ at byte 0/,
    (stream) => {
      const schedule = reversed();
      return {
        recv: (maxBytes, options) =>
          new Promise((resolve, reject) => {
            schedule(() => void stream.recv(maxBytes, options).then(resolve, reject));
          }),
      };
    },
  ),
  broken(
    'a read that is given up before its turn takes nothing',
    'goes on reading for whoever has gone',
    /recv is still pending after/,
    (stream) => ({ recv: (maxBytes, options) => abandoned(stream.recv(maxBytes), options) }),
  ),
  broken(
    'writes at once do not mix',
    'sends in parts without a turn',
    /differ at byte/,
    (stream) => ({
      sendall: async (data, options) => {
        for (let at = 0; at < data.length;)
          at += await stream.send(data.subarray(at, at + 100), options);
      },
    }),
  ),
  broken(
    'a write that is given up before its turn sends nothing',
    'goes on sending for whoever has gone',
    /differ at byte|sendall is still pending/,
    (stream) => ({ sendall: (data, options) => abandoned(stream.sendall(data), options) }),
  ),
];
