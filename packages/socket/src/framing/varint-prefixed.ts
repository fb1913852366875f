// Messages after their length as a varint, as Protocol Buffers write delimited messages.
import { checkOptionNames } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import { malformed } from './frame-error.js';
import type { Framing } from './framing.js';
import { checkMaxBytes } from './max-bytes.js';
import type { FrameLimitOptions } from './max-bytes.js';
import { prefixed } from './prefixed.js';
import type { Header } from './prefixed.js';

const NAME = 'varint-prefixed frame';
// Seven bits to a byte: 64 bits have room in ten.
const MOST_BYTES = 10;
const MORE = 0x80;

/**
 * Frames of a length as a varint and so many bytes, read as Buffers: seven bits to a byte, the least significant ones first, and
 * the highest bit says that another byte follows. A varint of more than 10 bytes is malformed (ERR_FDSET_FRAME_MALFORMED); one
 * that is longer than it need be is accepted. A stream that ends within a frame is truncated (ERR_FDSET_FRAME_TRUNCATED).
 *
 * Source: https://protobuf.dev/programming-guides/encoding/#varints
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `maxBytes` is no whole number >= 1
 */
export const varintPrefixed = (options: FrameLimitOptions = {}): Framing<Buffer, Sendable> => {
  checkOptionNames(options, ['maxBytes'], 'varintPrefixed');
  return prefixed({
    name: NAME,
    mostBytes: MOST_BYTES,
    maxBytes: checkMaxBytes(options.maxBytes),
    trailer: Buffer.alloc(0),
    read: readVarint,
    write: writeVarint,
  });
};

// Shifting would cut a number to 32 bits.
const readVarint = (front: Buffer): Header | null => {
  let length = 0;
  let unit = 1;
  for (let index = 0; index < front.length; index++, unit *= MORE) {
    const byte = front[index] as number;
    length += (byte % MORE) * unit;
    if (byte < MORE) return { bytes: index + 1, length };
  }
  if (front.length < MOST_BYTES) return null;
  throw malformed(NAME, `its length has more than ${MOST_BYTES} bytes`);
};

const writeVarint = (length: number): Buffer => {
  const bytes: number[] = [];
  let rest = length;
  for (; rest >= MORE; rest = Math.floor(rest / MORE)) bytes.push((rest % MORE) + MORE);
  return Buffer.from([...bytes, rest]);
};
