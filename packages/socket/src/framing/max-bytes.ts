// The limit that every framing of unknown length has.
import { constants } from 'node:buffer';
import { checkWhole, rangeError } from '@fdset/posix';

/** The option of all framings whose messages have no fixed size. */
export interface FrameLimitOptions {
  /**
   * The most bytes that a message may have, without its length, delimiter or newline; default 1 MiB (1,048,576). It bounds the memory
   * that a peer can take. `Infinity` is no limit but that of a Buffer.
   */
  readonly maxBytes?: number | undefined;
}

const DEFAULT_MAX_BYTES = 1024 * 1024;

/**
 * Checks the option; `most` is the largest message that the frame itself can have.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkMaxBytes = (maxBytes = DEFAULT_MAX_BYTES, most = Infinity): number => {
  const checked = maxBytes === Infinity ? maxBytes : checkWhole(maxBytes, 'maxBytes', Infinity, 1);
  return Math.min(checked, most, constants.MAX_LENGTH);
};

/**
 * Refuses a message that the reader of the same framing would refuse.
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkMessageSize = (bytes: number, name: string, maxBytes: number): void => {
  if (bytes > maxBytes)
    throw rangeError(
      `a message of ${bytes} bytes is too large for a ${name} of at most ${maxBytes} (maxBytes)`,
    );
};
