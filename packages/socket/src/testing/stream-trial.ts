// One pair of streams on trial: what the properties of checkStream are written with.
import { setImmediate } from 'node:timers/promises';
import { Deadline } from '../async/deadline.js';
import type { ByteStream } from './byte-stream.js';

/** The limits of a trial. */
export interface TrialLimits {
  /** More bytes than the pair holds in one direction. */
  readonly maxBufferedBytes: number;
  /** An operation that has to end and has not, after so many ms, hangs. */
  readonly hangMs: number;
}

/** An operation that has begun and is looked at later. */
export interface Begun<T> {
  readonly what: string;
  readonly outcome: Promise<Outcome<T>>;
  isSettled: boolean;
}

/** How an operation has ended. */
export type Outcome<T> = { readonly result: T } | { readonly error: Failure };

/** The error of an operation, with what properties look at. */
export type Failure = Error & { readonly code?: unknown; readonly bytesSent?: unknown };

// Enough for what does not have to wait. What has to passes with any number of turns.
const TURNS = 5;
const READ_BYTES = 65_536;

/** The two ends of a fresh pair. */
export class Trial {
  readonly a: ByteStream;
  readonly b: ByteStream;
  readonly maxBufferedBytes: number;
  readonly #hangMs: number;

  constructor(a: ByteStream, b: ByteStream, { maxBufferedBytes, hangMs }: TrialLimits) {
    this.a = a;
    this.b = b;
    this.maxBufferedBytes = maxBufferedBytes;
    this.#hangMs = hangMs;
  }

  /** Twice as many bytes as the pair holds in one direction. */
  flood(): Buffer {
    return pattern(2 * this.maxBufferedBytes);
  }

  /** Begins an operation, and takes care that its rejection is never unhandled. */
  begin<T>(what: string, operation: () => Promise<T>): Begun<T> {
    const outcome = run(operation);
    const begun = { what, outcome, isSettled: false };
    void outcome.finally(() => {
      begun.isSettled = true;
    });
    return begun;
  }

  /** Lets the event loop turn, in which the operation must not end. */
  async mustWait(begun: Begun<unknown>, why: string): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
    claim(!begun.isSettled, `${begun.what} has ended although ${why}`);
  }

  /** How an operation ends, which it has to. */
  async end<T>({ what, outcome }: Begun<T>): Promise<Outcome<T>> {
    let deadline: Deadline | undefined;
    const hang = new Promise<never>((_resolve, reject) => {
      const error = new Error(`${what} is still pending after ${this.#hangMs} ms`);
      deadline = new Deadline(this.#hangMs, () => reject(error));
    });
    try {
      return await Promise.race([outcome, hang]);
    } finally {
      deadline?.cancel();
    }
  }

  /** The result of an operation, which has to succeed. */
  async result<T>(begun: Begun<T>): Promise<T> {
    const outcome = await this.end(begun);
    if ('result' in outcome) return outcome.result;
    const { error } = outcome;
    throw new Error(`${begun.what} has rejected with ${String(error)}`, { cause: error });
  }

  /** The error of an operation, which has to fail. */
  async failure(begun: Begun<unknown>): Promise<Failure> {
    const outcome = await this.end(begun);
    if ('error' in outcome) return outcome.error;
    throw new Error(`${begun.what} has not rejected`);
  }

  /** Receives at most `maxBytes`. */
  recv(stream: ByteStream, maxBytes = READ_BYTES): Promise<Buffer> {
    return this.result(this.begin('recv', () => stream.recv(maxBytes)));
  }

  /** Receives exactly so many bytes. */
  async recvAll(stream: ByteStream, bytes: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (let left = bytes; left > 0; left -= (chunks.at(-1) as Buffer).length) {
      const chunk = await this.recv(stream, Math.min(left, READ_BYTES));
      claim(chunk.length > 0, `the stream has ended, and ${left} bytes are missing`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  /** Receives up to the end of the stream. */
  async recvRest(stream: ByteStream): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (let chunk = await this.recv(stream); chunk.length > 0; chunk = await this.recv(stream))
      chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** Sends everything. */
  async sendall(stream: ByteStream, data: string | Uint8Array): Promise<void> {
    await this.result(this.begin('sendall', () => stream.sendall(Buffer.from(data))));
  }
}

/** @throws {Error} when the claim is false */
export const claim = (holds: boolean, message: string): void => {
  if (!holds) throw new Error(message);
};

/** @throws {Error} when other bytes were received than were sent */
export const claimSame = (received: Uint8Array, sent: Uint8Array): void => {
  if (Buffer.compare(received, sent) === 0) return;
  const at = received.findIndex((byte, index) => byte !== sent[index]);
  const where = at < 0 ? 'the end' : `byte ${at}`;
  throw new Error(
    `${received.length} bytes were received of ${sent.length} sent, and they differ at ${where}`,
  );
};

/** Bytes of which no piece of four is like another. */
export const pattern = (length: number): Buffer => {
  const numbers = Uint32Array.from({ length: Math.ceil(length / 4) }, (_, index) => index);
  return Buffer.from(numbers.buffer, 0, length);
};

const run = async <T>(operation: () => Promise<T>): Promise<Outcome<T>> => {
  try {
    return { result: await operation() };
  } catch (error) {
    return { error: error as Failure };
  }
};
