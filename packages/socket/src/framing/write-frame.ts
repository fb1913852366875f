// A message into what has a `sendall`.
import { argTypeError } from '@fdset/posix';
import { kindOrPromise } from './kind-or-promise.js';
import { checkFraming, hasVerb } from './check-framing.js';
import type { OutgoingFraming } from './framing.js';

/** What is written to: a `Socket`, an `AsyncSocket`, or anything else with this verb. */
export interface FrameSink<Result, Options> {
  /** Sends everything, now (`Socket`) or by the time that its promise resolves (`AsyncSocket`). */
  sendall(data: Buffer, options?: Options): Result;
}

/**
 * Writes a message as one frame, by one `sendall`, so that frames which are written at once do not mix.
 *
 * @param options - those of the sink's `sendall`: flags of a `Socket`, `{ signal, timeoutMs }` of an `AsyncSocket`.
 * @returns what `sendall` returns: nothing, or a promise.
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when the framing cannot have such a message, which is not sent then
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws as `sendall`
 */
export const writeFrame = <Message, Result, Options>(
  sink: FrameSink<Result, Options>,
  framing: OutgoingFraming<Message>,
  message: Message,
  options?: Options,
): Result => {
  check(sink, framing, message);
  const frame = framing.encode(message);
  return options === undefined ? sink.sendall(frame) : sink.sendall(frame, options);
};

const check = (sink: unknown, framing: unknown, message: unknown): void => {
  if (typeof (sink as { sendall?: unknown } | null | undefined)?.sendall !== 'function')
    throw argTypeError(
      `a frame is written to a socket, or what has a sendall(), not to ${kindOrPromise(sink)}`,
    );
  if (!hasVerb(framing, 'encode') && hasVerb(message, 'encode'))
    throw argTypeError(
      'the framing comes before the message: write writeFrame(socket, framing, message)',
    );
  checkFraming(framing, 'encode');
};
