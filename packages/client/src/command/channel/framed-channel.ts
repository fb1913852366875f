// Messages over a stream, where a framing says.
import { FrameDecoder } from '@fdset/socket/framing';
import type { Framing } from '@fdset/socket/framing';
import type { Channel } from './channel.js';

/** A framing whose messages are bytes. */
export type ByteFraming = Framing<Buffer, Uint8Array>;

/** Cuts what a stream brings into messages, and marks where those that are sent end. */
export class FramedChannel implements Channel {
  readonly keepsBorders = true;
  readonly hasEnd = true;
  readonly #stream: Channel;
  readonly #framing: ByteFraming;
  readonly #decoder: FrameDecoder<Buffer>;

  constructor(stream: Channel, framing: ByteFraming) {
    this.#stream = stream;
    this.#framing = framing;
    this.#decoder = new FrameDecoder(framing);
  }

  /** @throws {FrameError} when what came is no message; the stream is of no use then */
  async receive(): Promise<Buffer | null> {
    for (;;) {
      const message = this.#decoder.next();
      if (message !== undefined) return message;
      if (this.#decoder.ended) return null;
      const piece = await this.#stream.receive();
      // The decoder keeps what it is given, and the stream uses its memory again.
      if (piece === null) this.#decoder.end();
      else this.#decoder.push(Buffer.from(piece));
    }
  }

  /** @throws {RangeError} (rejects) ERR_FDSET_OUT_OF_RANGE when the framing has no such message */
  async send(data: Uint8Array): Promise<void> {
    await this.#stream.send(this.#framing.encode(data));
  }

  end(): void {
    this.#stream.end();
  }

  close(): void {
    this.#stream.close();
  }

  reset(): void {
    this.#stream.reset();
  }
}
