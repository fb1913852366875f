// Whether a pair of connected streams does what a stream has to do, after `check_half_closeable_stream` of trio's testing module.
import { backpressureProperties } from './properties/backpressure.js';
import { bytesProperties } from './properties/bytes.js';
import { closingProperties } from './properties/closing.js';
import { endProperties } from './properties/ends.js';
import { givingUpProperties } from './properties/giving-up.js';
import { orderProperties } from './properties/order.js';
import type { CheckStreamOptions, MakePair, StreamProperty } from './stream-property.js';

/** What `checkStream` checks, for a test of its own to each: `it.each(streamProperties)`. */
export const streamProperties: readonly StreamProperty[] = Object.freeze([
  ...bytesProperties,
  ...orderProperties,
  ...endProperties,
  ...backpressureProperties,
  ...givingUpProperties,
  ...closingProperties,
]);

/**
 * Checks that connected streams with the verbs of `AsyncSocket` do what such streams have to do: bytes and their order, half-close,
 * the end, backpressure, giving up by signal or time limit, closing. Most of it looks at what the first stream sends and the second
 * one receives; where the two are of different kinds, check a pair the other way round too.
 *
 * @param makePair - makes a fresh pair for each property, which closes it.
 * @throws (rejects) {StreamCheckError} for the first property that does not hold; its name is in `property`
 * @throws {TypeError} ERR_FDSET_UNKNOWN_OPTION, ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkStream = async (
  makePair: MakePair,
  options: CheckStreamOptions = {},
): Promise<void> => {
  for (const property of streamProperties) await property.check(makePair, options);
};
