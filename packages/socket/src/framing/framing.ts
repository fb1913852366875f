// The contract of a framing: where one message ends and the next one begins in a stream of bytes.
//
// Definition. A framing has no state of its own, so one object serves any number of connections at once, and may be a constant
// of a module. The bytes that were received and not used yet are in a queue, which belongs to the decoder of one connection.
//
// `decode(queue)` takes exactly one frame off the front of the queue and returns its message. While the frame is not whole it
// takes nothing and returns undefined (not null, which a framing of JSON gives as a message). It decides by the bytes from the
// front on, never by how many of them are there: so every split of a stream gives the same messages and the same error. When the
// bytes are no frame, or a frame that is too large, it throws a FrameError and takes nothing; the next call throws it again.
// It needs no more bytes to say that a frame is too large than the largest frame has.
//
// `decodeLast(queue)` gets what is left at the end of the stream: at least one byte, and no whole frame. Without it that is an
// error (ERR_FDSET_FRAME_TRUNCATED).
//
// `encode(message)` gives the bytes of one frame in one Buffer, so that a frame is one write and writes at once do not
// mix. It refuses what `decode` of the same framing would not give back as the same one message.
import type { ByteQueue } from './byte-queue.js';

/** The reading side of a framing. */
export interface IncomingFraming<Message> {
  /** What a frame is called in messages of errors: `'line'`. */
  readonly name: string;
  /**
   * Takes the first frame of the queue and returns its message; undefined while the frame is not whole.
   * @throws {FrameError} ERR_FDSET_FRAME_TOO_LARGE, ERR_FDSET_FRAME_MALFORMED
   */
  decode(queue: ByteQueue): Message | undefined;
  /**
   * The message of the bytes that are left at the end of the stream; without this method they are
   * ERR_FDSET_FRAME_TRUNCATED.
   * @throws {FrameError}
   */
  decodeLast?(queue: ByteQueue): Message;
}

/** The writing side of a framing. */
export interface OutgoingFraming<Message> {
  /**
   * Returns the bytes of a message with all that marks its end.
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when the message is too large, or is none that the frame can have
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
   */
  encode(message: Message): Buffer;
}

/**
 * How messages lie in a stream of bytes.
 *
 * @typeParam Message - what is read.
 * @typeParam Sent - what may be written, if that is more.
 */
export interface Framing<Message, Sent = Message>
  extends IncomingFraming<Message>, OutgoingFraming<Sent> {}
