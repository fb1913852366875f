// Messages whose length stands before them: what lengthPrefixed, varintPrefixed and netstrings have in common.
import { toBytes } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import { malformed, tooLarge } from './frame-error.js';
import type { Framing } from './framing.js';
import { checkMessageSize } from './max-bytes.js';

/** A length as it was read, and how many bytes it took. */
export interface Header {
  readonly bytes: number;
  readonly length: number;
}

/** How a length is written before a message, and what follows the message. */
export interface Prefix {
  /** The name of such a frame, for messages of errors. */
  readonly name: string;
  /** The most bytes that a length takes. */
  readonly mostBytes: number;
  /** The most bytes that a message may have. */
  readonly maxBytes: number;
  /** What follows each message; may be nothing. */
  readonly trailer: Buffer;
  /**
   * Reads the length at the front; null when it is not whole. It may leave a length above `maxBytes` to the caller.
   * @throws {FrameError} when it is no length
   */
  read(front: Buffer): Header | null;
  /** The bytes of a length. */
  write(length: number): Buffer;
}

/** The framing of a prefix. */
export const prefixed = (prefix: Prefix): Framing<Buffer, Sendable> => ({
  name: prefix.name,
  encode: (message) => {
    const bytes = toBytes(message);
    checkMessageSize(bytes.length, prefix.name, prefix.maxBytes);
    return Buffer.concat([prefix.write(bytes.length), bytes, prefix.trailer]);
  },
  decode: (queue) => {
    const header = prefix.read(queue.peek(prefix.mostBytes));
    if (header === null) return undefined;
    if (header.length > prefix.maxBytes) throw tooLarge(prefix.name, prefix.maxBytes);
    const end = header.bytes + header.length;
    const total = end + prefix.trailer.length;
    if (queue.length < total) return undefined;
    if (prefix.trailer.length > 0) checkTrailer(queue.peek(total), end, prefix);
    queue.skip(header.bytes);
    const message = queue.takeSome(header.length);
    queue.skip(prefix.trailer.length);
    return message;
  },
});

const checkTrailer = (frame: Buffer, end: number, { name, trailer }: Prefix): void => {
  if (frame.compare(trailer, 0, trailer.length, end) !== 0)
    throw malformed(name, `no ${JSON.stringify(trailer.toString())} after ${end} bytes`);
};
