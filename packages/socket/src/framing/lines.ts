// Lines of text.
import { constants } from 'node:buffer';
import { argTypeError, checkOptionNames, kindOf, rangeError } from '@fdset/posix';
import { isThenable } from './kind-or-promise.js';
import { checkDelimited, takeDelimited } from './delimited.js';
import type { Delimiting } from './delimited.js';
import { tooLarge } from './frame-error.js';
import { isFrameSource } from './frame-source.js';
import type { AsyncFrameSource, FrameSource } from './frame-source.js';
import type { Framing } from './framing.js';
import { checkMaxBytes } from './max-bytes.js';
import type { FrameLimitOptions } from './max-bytes.js';
import { readFrames } from './read-frames.js';
import type { AsyncFrameReader, FrameReader } from './read-frames.js';

/** Options of {@link lines}. */
export interface LinesOptions extends FrameLimitOptions {
  /**
   * What ends a line. `'\n'` (default) and `'\r\n'` stand for exactly these bytes, so with `'\n'` a `'\r'` before it belongs to
   * the line. With `'any'` both end a line when reading, and `'\n'` is written.
   */
  readonly newline?: Newline | undefined;
  /** `'utf8'` (default; what is no UTF-8 is read as U+FFFD) or `'latin1'`, a character for each byte. */
  readonly encoding?: LinesEncoding | undefined;
}

/** What may end a line. */
export type Newline = '\n' | '\r\n' | 'any';

/** The encodings of lines, which leave the byte of a newline to the newline. */
export type LinesEncoding = 'utf8' | 'latin1';

const OPTIONS = ['maxBytes', 'newline', 'encoding'];

/**
 * Lines of text: strings without their newline. As in Python the last line needs none: what is left at the end of the stream is
 * a line, unless it is nothing. A line with a newline in it is refused when it is written.
 *
 * With a socket as the first argument it reads the lines of that socket: the same as `readFrames(socket, lines(options))`.
 *
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for another newline or encoding, and when `maxBytes` is no whole number >= 1
 */
export function lines(options?: LinesOptions): Framing<string>;
export function lines(source: FrameSource, options?: LinesOptions): FrameReader<string>;
export function lines(source: AsyncFrameSource, options?: LinesOptions): AsyncFrameReader<string>;
export function lines(
  first: FrameSource | AsyncFrameSource | LinesOptions = {},
  options?: LinesOptions,
): Framing<string> | FrameReader<string> | AsyncFrameReader<string> {
  // readFrames refuses a promise.
  return isFrameSource(first) || isThenable(first)
    ? readFrames(first as FrameSource, framingOf(options))
    : framingOf(first);
}

const framingOf = (options: LinesOptions = {}): Framing<string> => {
  checkOptionNames(options, OPTIONS, 'lines');
  const newline = oneOf(options.newline ?? '\n', ['\n', '\r\n', 'any'], 'newline');
  const encoding = oneOf(options.encoding ?? 'utf8', ['utf8', 'latin1'], 'encoding');
  const end = newline === 'any' ? '\n' : newline;
  const maxBytes = checkMaxBytes(options.maxBytes, constants.MAX_STRING_LENGTH);
  const line = { name: 'line', delimiter: Buffer.from(end), maxBytes };
  const lengthOf = newline === 'any' ? beforeReturn : beforeEnd(end.length);
  return {
    name: line.name,
    encode: (text) => encodeLine(text, { ...line, end, newline, encoding }),
    decode: (queue) => {
      const frame = takeDelimited(queue, line);
      return frame?.toString(encoding, 0, lengthOf(frame));
    },
    decodeLast: (queue) => {
      if (queue.length > maxBytes) throw tooLarge(line.name, maxBytes);
      return queue.takeSome().toString(encoding);
    },
  };
};

interface Writing extends Delimiting {
  readonly end: string;
  readonly newline: Newline;
  readonly encoding: LinesEncoding;
}

const encodeLine = (text: string, writing: Writing): Buffer => {
  if (typeof text !== 'string') throw argTypeError(`a line must be a string, not ${kindOf(text)}`);
  const { end, newline, encoding } = writing;
  if (newline === 'any' && text.endsWith('\r'))
    throw rangeError("a line that ends with '\\r' would lose it, because newline is 'any'");
  // Buffer.from would write the low byte of other characters, which may be a newline.
  if (encoding === 'latin1' && /[^\0-\xff]/.test(text))
    throw rangeError('a line in latin1 must have no character above U+00FF');
  return checkDelimited(Buffer.from(text + end, encoding), writing);
};

const CARRIAGE_RETURN = 13;

/** How many bytes a line has without its end. */
const beforeEnd =
  (endBytes: number) =>
  (frame: Buffer): number =>
    frame.length - endBytes;

const beforeReturn = (frame: Buffer): number =>
  frame[frame.length - 2] === CARRIAGE_RETURN ? frame.length - 2 : frame.length - 1;

const oneOf = <T extends string>(value: T, allowed: readonly T[], name: string): T => {
  const list = allowed.map((one) => JSON.stringify(one)).join(', ');
  if (typeof value !== 'string')
    throw argTypeError(`${name} must be one of ${list}, not ${kindOf(value)}`);
  if (allowed.includes(value)) return value;
  throw rangeError(`${name} must be one of ${list}, not ${JSON.stringify(value)}`);
};
