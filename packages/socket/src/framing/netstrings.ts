// Netstrings: messages after their length in decimal digits.
import { checkOptionNames } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import { malformed, tooLarge } from './frame-error.js';
import type { Framing } from './framing.js';
import { checkMaxBytes } from './max-bytes.js';
import type { FrameLimitOptions } from './max-bytes.js';
import { prefixed } from './prefixed.js';
import type { Header } from './prefixed.js';

const NAME = 'netstring';
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;

/**
 * Netstrings, `5:hello,`, read as Buffers. Anything but digits without leading zeros, a colon, so many bytes and a comma is malformed
 * (ERR_FDSET_FRAME_MALFORMED). A stream that ends within a netstring is truncated (ERR_FDSET_FRAME_TRUNCATED).
 *
 * Source: https://cr.yp.to/proto/netstrings.txt
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `maxBytes` is no whole number >= 1
 */
export const netstrings = (options: FrameLimitOptions = {}): Framing<Buffer, Sendable> => {
  checkOptionNames(options, ['maxBytes'], 'netstrings');
  const maxBytes = checkMaxBytes(options.maxBytes);
  return prefixed({
    name: NAME,
    mostBytes: String(maxBytes).length + 1,
    maxBytes,
    trailer: Buffer.from(','),
    read: (front) => readDigits(front, maxBytes),
    write: (length) => Buffer.from(`${length}:`),
  });
};

// From left to right, and each byte is judged when it is there: so what is wrong with a length does not depend on how much of
// it has arrived.
const readDigits = (front: Buffer, maxBytes: number): Header | null => {
  let length = 0;
  for (let index = 0; index < front.length; index++) {
    const byte = front[index] as number;
    if (byte === COLON && index > 0) return { bytes: index + 1, length };
    if (byte < ZERO || byte > NINE) throw malformed(NAME, 'it begins with no length and colon');
    if (index > 0 && length === 0) throw malformed(NAME, 'its length begins with a zero');
    length = length * 10 + (byte - ZERO);
    if (length > maxBytes) throw tooLarge(NAME, maxBytes);
  }
  return null;
};
