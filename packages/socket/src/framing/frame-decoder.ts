// Bytes in, messages out: a framing with the bytes of one connection. It knows no sockets and never waits.
import { closedError } from '@fdset/posix';
import { ByteQueue } from './byte-queue.js';
import { checkFraming } from './check-framing.js';
import { truncated } from './frame-error.js';
import type { IncomingFraming } from './framing.js';

/** The bytes of one connection, which decoders of several framings may share. */
interface Input {
  readonly queue: ByteQueue;
  ended: boolean;
}

/**
 * Makes messages out of the bytes of one connection, which come in pieces of any size: `push` what was received, and ask
 * `next` for messages until there is none. It needs no socket; readers of sockets (`readFrames`) are made of it.
 *
 * At most the largest frame and the last pushed chunk are in memory, if `next` is asked after each `push`.
 */
export class FrameDecoder<Message> {
  readonly #framing: IncomingFraming<Message>;
  readonly #input: Input;

  /** @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE when `framing` is none, for example `lines` instead of `lines()` */
  constructor(framing: IncomingFraming<Message>);
  constructor(
    framing: IncomingFraming<Message>,
    input: Input = { queue: new ByteQueue(), ended: false },
  ) {
    checkFraming(framing, 'decode');
    this.#framing = framing;
    this.#input = input;
  }

  /** How many bytes were pushed and are in no message yet. */
  get bufferedLength(): number {
    return this.#input.queue.length;
  }

  /** Whether `end` was called. */
  get ended(): boolean {
    return this.#input.ended;
  }

  /**
   * Appends received bytes. The decoder keeps them, not a copy: do not write to them afterwards.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE; ERR_FDSET_CLOSED after `end`
   */
  push(chunk: Uint8Array): void {
    if (this.#input.ended) throw closedError('stream of the frame decoder');
    this.#input.queue.push(chunk);
  }

  /** Says that the stream has ended: `next` then gives what is left, or says that it is no whole frame. */
  end(): void {
    this.#input.ended = true;
  }

  /**
   * Returns the next message; undefined when its bytes are not all there, or after the last one. An error stays: the next call
   * throws it again.
   * @throws {FrameError} ERR_FDSET_FRAME_TOO_LARGE, ERR_FDSET_FRAME_MALFORMED; ERR_FDSET_FRAME_TRUNCATED after `end`
   */
  next(): Message | undefined {
    const { queue, ended } = this.#input;
    const message = this.#framing.decode(queue);
    if (message !== undefined || !ended || queue.length === 0) return message;
    if (this.#framing.decodeLast === undefined) throw truncated(this.#framing.name, queue.length);
    return this.#framing.decodeLast(queue);
  }

  /** Iterates over the messages that are whole now, as `next` gives them. */
  *[Symbol.iterator](): Generator<Message, undefined> {
    for (let message = this.next(); message !== undefined; message = this.next()) yield message;
    return undefined;
  }

  /** Takes the bytes that are in no message yet, for whoever goes on with the connection. */
  takeBuffered(): Buffer {
    return this.#input.queue.takeSome();
  }

  /**
   * A decoder of another framing over the same bytes: both take from one queue, each its own frames, in the order in which they are
   * asked. For protocols that have several framings by turns, as a header in lines and a body of so many bytes.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
   */
  withFraming<Other>(framing: IncomingFraming<Other>): FrameDecoder<Other> {
    return decoderOf(framing, this.#input);
  }
}

type DecoderOfInput = new <Message>(
  framing: IncomingFraming<Message>,
  input: Input,
) => FrameDecoder<Message>;

// The second parameter is not for users. A class that names itself would be renamed by the bundler.
const decoderOf = <Message>(
  framing: IncomingFraming<Message>,
  input: Input,
): FrameDecoder<Message> => new (FrameDecoder as DecoderOfInput)(framing, input);
