// What a stream that lacks a property is made of: a memory pair with something changed.
import { memoryPair } from '../../src/testing/index.js';
import type { ByteStream, OperationOptions } from '../../src/testing/index.js';

/** A fault, and a part of the message that names it. */
export interface BrokenStream {
  readonly lacks: string;
  readonly fault: string;
  readonly observed: RegExp;
  readonly make: () => [ByteStream, ByteStream];
}

type Change = (stream: ByteStream) => Partial<ByteStream>;

const changed = (stream: ByteStream, change: Change): ByteStream => ({
  recv: (maxBytes, options) => stream.recv(maxBytes, options),
  recvInto: (buffer, options) => stream.recvInto(buffer, options),
  send: (data, options) => stream.send(data, options),
  sendall: (data, options) => stream.sendall(data, options),
  shutdown: (how) => stream.shutdown(how),
  close: () => stream.close(),
  [Symbol.asyncIterator]: () => stream[Symbol.asyncIterator](),
  ...change(stream),
});

export const CAPACITY = 1000;

export const broken = (
  lacks: string,
  fault: string,
  observed: RegExp,
  change: Change,
): BrokenStream => ({
  lacks,
  fault,
  observed,
  make: () => {
    const [a, b] = memoryPair({ capacityBytes: CAPACITY });
    return [changed(a, change), changed(b, change)];
  },
});

export const NOTHING = Buffer.alloc(0);
export const quietly = (promise: Promise<unknown>): void => void promise.catch(() => {});

/** Rejects on abort, and leaves the call behind. */
export const abandoned = async <T>(
  call: Promise<T>,
  { signal }: OperationOptions = {},
): Promise<T> => {
  quietly(call);
  if (signal === undefined) return call;
  const aborted = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(Object.assign(signal.reason as Error, { bytesSent: 0 }));
    signal.addEventListener('abort', fail);
  });
  return Promise.race([call, aborted]);
};
