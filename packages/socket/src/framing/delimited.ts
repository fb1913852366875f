// Messages that a delimiter ends, as bytes.
import { checkOptionNames, rangeError, toBytes } from '@fdset/posix';
import type { Sendable } from '@fdset/posix';
import type { ByteQueue } from './byte-queue.js';
import { tooLarge } from './frame-error.js';
import type { Framing } from './framing.js';
import { checkMaxBytes, checkMessageSize } from './max-bytes.js';
import type { FrameLimitOptions } from './max-bytes.js';

/** What ends a message, what a message is called, and how many bytes it may have without its end. */
export interface Delimiting {
  readonly name: string;
  readonly delimiter: Buffer;
  readonly maxBytes: number;
}

/**
 * Frames that end with a delimiter of one byte or several, for example `'\0'`. Messages are Buffers without the delimiter; one that
 * lies in one received chunk is a view, which keeps the chunk in memory. A stream that ends without a delimiter is truncated
 * (ERR_FDSET_FRAME_TRUNCATED). A message with the delimiter in it is refused when it is written.
 *
 * @param delimiter - bytes, or a string that stands for its bytes in UTF-8.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for an empty delimiter, and when `maxBytes` is no whole number >= 1
 */
export const delimited = (
  delimiter: Sendable,
  options: FrameLimitOptions = {},
): Framing<Buffer, Sendable> => {
  checkOptionNames(options, ['maxBytes'], 'delimited');
  const copy = Buffer.from(toBytes(delimiter));
  if (copy.length === 0) throw rangeError('a delimiter must have at least one byte');
  const maxBytes = checkMaxBytes(options.maxBytes);
  const delimiting = { name: 'delimited frame', delimiter: copy, maxBytes };
  return {
    name: delimiting.name,
    encode: (message) => checkDelimited(Buffer.concat([toBytes(message), copy]), delimiting),
    decode: (queue) => {
      const frame = takeDelimited(queue, delimiting);
      return frame?.subarray(0, frame.length - copy.length);
    },
  };
};

/** Takes a message with its delimiter; undefined when it has not ended yet. @throws {FrameError} */
export const takeDelimited = (
  queue: ByteQueue,
  { name, delimiter, maxBytes }: Delimiting,
): Buffer | undefined => {
  const most = maxBytes + delimiter.length;
  const frame = queue.takeThrough(delimiter, most);
  if (frame !== null) return frame;
  if (queue.length >= most) throw tooLarge(name, maxBytes);
  return undefined;
};

/** Returns a message with its delimiter, if it would be read as that one message. @throws {RangeError} */
export const checkDelimited = (
  frame: Buffer,
  { name, delimiter, maxBytes }: Delimiting,
): Buffer => {
  const length = frame.length - delimiter.length;
  checkMessageSize(length, name, maxBytes);
  // The search covers the delimiter itself: after a message that ends like it begins, it would be found too early.
  if (frame.indexOf(delimiter) === length) return frame;
  throw rangeError(
    `a message that has the delimiter in it is no ${name}: it would be read as several`,
  );
};
