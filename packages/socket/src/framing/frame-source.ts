// What messages can be read from. The types have no more than the reader calls, so that more than sockets has them.
import type { OperationOptions } from '../async/operation.js';

/** What is read from with blocking calls: a `Socket`, or anything with this verb. */
export interface FrameSource {
  /** Returns 1 to `maxBytes` bytes; an empty Buffer at the end of the stream. */
  recv(maxBytes: number): Buffer;
}

/** What is read from with promises: an `AsyncSocket`, or anything with this verb. */
export interface AsyncFrameSource {
  /**
   * Gives 1 to `maxBytes` bytes; an empty Buffer at the end of the stream. Bytes that come after a call was given up go to the
   * next call. The options are passed on only if the reader got some.
   */
  recv(maxBytes: number, options?: OperationOptions): Promise<Buffer>;
}

/** Whether messages can be read from a value. */
export const isFrameSource = (value: unknown): value is FrameSource | AsyncFrameSource =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Partial<FrameSource>).recv === 'function';
