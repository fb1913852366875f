// The life of one connection: what waits is written, what comes is cut into messages, until either fails or the server ends.
import * as timers from 'node:timers';
import { FrameDecoder, FrameError } from '@fdset/socket/framing';
import type { IncomingFraming } from '@fdset/socket/framing';
import type { HowMuchSent, Phase } from '../errors/client-error.js';
import { ClientError } from '../errors/client-error.js';
import { asError } from '../errors/as-error.js';
import { endedError } from '../errors/ended-error.js';
import type { Exchanges } from '../exchange/exchanges.js';
import type { Outgoing } from '../exchange/outgoing.js';
import { wholeFramesOf } from '../exchange/whole-frames-of.js';
import { keepsBorders } from '../url/endpoint.js';
import type { Endpoint } from '../url/endpoint.js';
import { PIECE_BYTES, bytesAtOnce, isEnd, sendMessage } from './carry.js';
import { shutDownSending } from './open-connection.js';
import type { Connection } from './open-connection.js';

// These are not the functions of globalThis, which a test runner's fake timers replace.
const { clearTimeout, setTimeout } = timers;

/** A datagram is too large, or there is no room for one. */
const REFUSING = new Set(['EMSGSIZE', 'ENOBUFS']);

/** How long a connection that cannot be written to is still read from: the server may have said why it has closed. */
const LAST_WORDS_MS = 1000;

/** What a session tells. */
export interface SessionEvents<Message> {
  /** A message came, which took so many bytes. */
  readonly onMessage: (message: Message, bytes: number) => void;
  /** Resolves when there is room for more messages; undefined while there is. */
  readonly whenRoom: () => Promise<void> | undefined;
  /** The connection is closed. Called once, when nothing is under way any more. */
  readonly onOver: (loss: ClientError) => void;
}

type Any = Outgoing<unknown>;

/** One connection. */
export class Session<Message> {
  readonly #connection: Connection;
  readonly #endpoint: Endpoint;
  readonly #framing: IncomingFraming<Message> | null;
  readonly #exchanges: Exchanges;
  readonly #events: SessionEvents<Message>;
  #loss: ClientError | null = null;
  #isWriting = false;
  #isEnding = false;
  #isOver = false;
  #lastWords: NodeJS.Timeout | undefined;

  constructor(
    connection: Connection,
    endpoint: Endpoint,
    framing: IncomingFraming<Message> | null,
    exchanges: Exchanges,
    events: SessionEvents<Message>,
  ) {
    this.#connection = connection;
    this.#endpoint = endpoint;
    this.#framing = framing;
    this.#exchanges = exchanges;
    this.#events = events;
  }

  /** Begins to read and to write. */
  start(): void {
    void this.#read();
    this.write();
  }

  /** Writes what waits, with all that is added in this turn. */
  write(): void {
    if (this.#isWriting || this.#loss !== null) return;
    this.#isWriting = true;
    process.nextTick(() => void this.#writeAll());
  }

  /** Ends the sending direction when everything that waits is written. */
  end(): void {
    this.#isEnding = true;
    this.write();
  }

  /** Closes the connection; what is under way is lost for this reason. */
  close(loss: ClientError): void {
    this.#lose(loss);
    this.#finish();
  }

  async #writeAll(): Promise<void> {
    while (this.#loss === null) {
      const batch = this.#exchanges.takeBatch(keepsBorders(this.#endpoint) ? 1 : Infinity);
      if (batch.length === 0) break;
      if (!(await this.#writeBatch(batch))) break;
    }
    this.#isWriting = false;
    if (this.#isOver) return this.#tellOver();
    if (this.#isEnding && !this.#exchanges.hasWaiting) shutDownSending(this.#connection);
  }

  /** Whether all of it was written. */
  async #writeBatch(batch: readonly Any[]): Promise<boolean> {
    const frames = batch.map(({ frame }) => frame);
    const data = frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames);
    try {
      await sendMessage(this.#connection, data, this.#endpoint);
    } catch (error) {
      if (this.#isOfMessage(error)) return this.#refuse(batch[0] as Any, error);
      markSent(batch, (error as { bytesSent?: number }).bytesSent);
      this.#failWriting(error as Error);
      return false;
    }
    this.#exchanges.written(batch);
    return true;
  }

  /** The kernel does not take this message, and would take others. */
  #isOfMessage(error: unknown): error is Error {
    return keepsBorders(this.#endpoint) && REFUSING.has((error as { code?: string }).code ?? '');
  }

  #refuse(outgoing: Any, error: Error): true {
    this.#exchanges.refuse(outgoing, new ClientError('write', this.#endpoint, error));
    return true;
  }

  #failWriting(error: Error): void {
    if (this.#loss !== null) return;
    this.#loss = new ClientError('write', this.#endpoint, error);
    this.#lastWords = setTimeout(() => this.#finish(), LAST_WORDS_MS);
  }

  async #read(): Promise<void> {
    try {
      await this.#readAll();
      this.#lose(
        new ClientError('read', this.#endpoint, endedError(), endedMessage(this.#endpoint)),
      );
    } catch (error) {
      const phase: Phase = error instanceof FrameError ? 'frame' : 'read';
      this.#lose(new ClientError(phase, this.#endpoint, asError(error)));
    }
    this.#finish();
  }

  async #readAll(): Promise<void> {
    if (this.#framing === null) return this.#readPieces();
    const decoder = new FrameDecoder(this.#framing);
    for (;;) {
      const data = await this.#receive(PIECE_BYTES);
      if (data.length === 0) return this.#deliverLast(decoder, this.#framing);
      decoder.push(data);
      this.#deliver(decoder);
    }
  }

  /** What is left at the end may be a message of some framings, but no answer: nobody knows whether it is whole. */
  #deliverLast(decoder: FrameDecoder<Message>, framing: IncomingFraming<Message>): void {
    decoder.end();
    const { hasAwaited } = this.#exchanges;
    this.#deliver(hasAwaited ? decoder.withFraming(wholeFramesOf(framing)) : decoder);
  }

  #deliver(decoder: FrameDecoder<Message>): void {
    for (;;) {
      const before = decoder.bufferedLength;
      const message = decoder.next();
      if (message === undefined) return;
      this.#events.onMessage(message, before - decoder.bufferedLength);
    }
  }

  /** Without a framing a message is a piece of the stream, or what the kernel keeps as one. */
  async #readPieces(): Promise<void> {
    const atOnce = bytesAtOnce(this.#endpoint);
    for (;;) {
      const data = await this.#receive(atOnce);
      if (isEnd(data, this.#endpoint)) return;
      this.#events.onMessage(data as Message, data.length);
    }
  }

  async #receive(maxBytes: number): Promise<Buffer> {
    const full = this.#events.whenRoom();
    if (full !== undefined) await full;
    return this.#connection.recv(maxBytes);
  }

  /** The first reason is the one that is told. */
  #lose(loss: ClientError): void {
    this.#loss ??= loss;
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#lastWords);
    this.#connection.close();
    // A write under way rejects now, and tells how much of it had gone out.
    if (!this.#isWriting) this.#tellOver();
  }

  #tellOver(): void {
    this.#events.onOver(this.#loss as ClientError);
  }
}

const endedMessage = ({ url }: Endpoint): string => `${url}: the server has ended the connection`;

/** Marks how much of each message of a failed write has gone out; without a number (TLS) nobody knows. */
function markSent(batch: readonly Any[], bytesSent: number | undefined): void {
  let begin = 0;
  for (const outgoing of batch) {
    outgoing.sent = bytesSent === undefined ? 'partly' : sentOf(bytesSent - begin, outgoing);
    begin += outgoing.frame.length;
  }
}

function sentOf(bytes: number, { frame }: Any): HowMuchSent {
  if (bytes >= frame.length) return 'yes';
  return bytes > 0 ? 'partly' : 'no';
}
