// A port over a TLS connection of Node's, which has no descriptor that the verbs could use.
import { SocketError, errnoNumbers } from '@fdset/posix';
import { Buffer } from 'node:buffer';
import type { Duplex } from 'node:stream';
import { systemError } from '../../system-error.js';
import { Deadline } from '../deadline.js';
import { isPlainSend } from '../driver.js';
import type { Lanes, PlainReceive, PlainSend, Port } from '../driver.js';

/** How many received bytes may wait for a reader before the stream is paused. */
const MOST_WAITING = 64 * 1024;
// More is given to the stream in parts: what it was given cannot be taken back when the send is given up.
const MOST_GIVEN = 64 * 1024;
/** How long the end of a stream may take, as the peer may read no more. */
const ENDING_MS = 1000;
const EMPTY = Buffer.alloc(0);

/** Reads from a TLS connection and writes to it on behalf of two lanes. */
export class TlsPort implements Port {
  readonly #stream: Duplex;
  readonly #lanes: Lanes;
  /** Resolves when the stream is closed. */
  readonly closed: Promise<void>;
  readonly #chunks: Buffer[] = [];
  #waiting = 0;
  #hasEnded = false;
  #error: Error | null = null;
  #reads: PlainReceive | null = null;
  /** The send whose bytes were given to the stream, and their number. */
  #writing: PlainSend | null = null;
  #given = 0;
  #isWriting = false;
  #isFinished = false;

  constructor(stream: Duplex, lanes: Lanes) {
    this.#stream = stream;
    this.#lanes = lanes;
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
    stream.on('end', () => this.#onEnd());
    stream.on('error', (error: Error) => this.#onError(error));
    this.closed = new Promise((resolve) => {
      stream.on('close', () => {
        this.#onEnd();
        resolve();
      });
    });
  }

  receive(operation: PlainReceive): void {
    if (this.#waiting > 0) return this.#deliver(operation);
    if (this.#error !== null) return operation.fail(this.#error);
    if (this.#hasEnded) return operation.given([]);
    this.#reads = operation;
  }

  send(operation: PlainSend): void {
    if (this.#isWriting) return;
    if (this.#error !== null) return operation.refused(toSendError(this.#error));
    if (this.#isFinished) return operation.refused(systemError('EPIPE', 'send'));
    // TLS encrypts what it is given at once, so the caller's memory is free when `write` returns.
    const part = operation.part(MOST_GIVEN);
    if (part === null) return;
    this.#isWriting = true;
    this.#writing = operation;
    this.#given = part.length;
    this.#stream.write(part, (error) => this.#onWritten(error ?? null));
  }

  /** Ends the direction of sending, behind what was given to it. */
  finish(): void {
    this.#isFinished = true;
    this.#stream.end();
  }

  /** A stream has no readiness; only plain receives and sends are made over it. */
  awaitRead(): void {}

  awaitWrite(): void {}

  cancelRead(): void {
    this.#reads = null;
  }

  /** What was given to the stream goes out. If that was everything, the send has succeeded. */
  cancelWrite(): void {
    this.#writing?.took(this.#given);
    this.#writing = null;
  }

  flush(): void {}

  /** Ends the stream behind what was given to it, and destroys it then. */
  close(): void {
    this.#reads = null;
    this.#writing = null;
    const stream = this.#stream;
    if (stream.destroyed) return;
    stream.pause();
    const destroy = (): void => void stream.destroy();
    const deadline = new Deadline(ENDING_MS, destroy);
    stream.once('close', () => deadline.cancel());
    stream.end(destroy);
  }

  #onData(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#waiting += chunk.length;
    const reader = this.#reads;
    this.#reads = null;
    if (reader !== null) this.#deliver(reader);
    if (this.#waiting > MOST_WAITING) this.#stream.pause();
  }

  #deliver(operation: PlainReceive): void {
    const pieces = this.#take(operation.most);
    for (const { length } of pieces) this.#waiting -= length;
    if (this.#waiting <= MOST_WAITING && this.#stream.isPaused()) this.#stream.resume();
    operation.given(pieces);
  }

  // TLS decrypts 16 KiB at a time. An answer to several of them at once has one call and one record less for each.
  #take(most: number): Buffer[] {
    const chunks = this.#chunks;
    const [first = EMPTY] = chunks;
    if (first.length > most) {
      chunks[0] = first.subarray(most);
      return [first.subarray(0, most)];
    }
    let count = 0;
    for (let bytes = 0; count < chunks.length; count++)
      if ((bytes += (chunks[count] as Buffer).length) > most) break;
    return chunks.splice(0, count);
  }

  #onEnd(): void {
    this.#hasEnded = true;
    const reader = this.#reads;
    this.#reads = null;
    if (reader !== null) this.receive(reader);
  }

  #onError(error: Error): void {
    this.#error = error;
    this.#onEnd();
    this.#onWritten(error);
  }

  #onWritten(error: Error | null): void {
    if (!this.#isWriting) return;
    this.#isWriting = false;
    const writing = this.#writing;
    this.#writing = null;
    if (writing !== null && error !== null) return writing.refused(toSendError(error));
    writing?.took(this.#given);
    const { first } = this.#lanes.writes;
    if (isPlainSend(first)) this.send(first);
  }
}

/** An error of the system as the verbs have it. Errors of a stream lack `bytesSent`, which those of every send have. */
const toSendError = (error: Error): Error => {
  const { code } = error as { code?: string };
  if (error instanceof SocketError) return error;
  if (code !== undefined && code in errnoNumbers) return systemError(code, 'send');
  return Object.assign(error, { bytesSent: 0 });
};
