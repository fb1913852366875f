// What checkStream can be asked about: the verbs of AsyncSocket on a stream, as an interface.
import type { OperationOptions } from '../async/operation.js';

/**
 * A connected stream of bytes with verbs that promise. Every verb takes `{ signal, timeoutMs }`; calls of one direction are
 * served in the order in which they were made.
 */
export interface ByteStream {
  /** Receives 1 to `maxBytes` bytes; none at the end of the stream. */
  recv(maxBytes: number, options?: OperationOptions): Promise<Buffer>;
  /** Receives into a buffer, and gives the number of bytes; 0 at the end of the stream. */
  recvInto(buffer: Uint8Array, options?: OperationOptions): Promise<number>;
  /** Sends bytes, at least one, and gives their number. */
  send(data: Uint8Array, options?: OperationOptions): Promise<number>;
  /** Sends all bytes. */
  sendall(data: Uint8Array, options?: OperationOptions): Promise<unknown>;
  /** Ends one direction: with SHUT_WR the peer gets the end of the stream, and can still send. */
  shutdown(how: number): unknown;
  /** Closes both directions; calls that are under way reject with ERR_FDSET_CLOSED. */
  close(): unknown;
  /** Iterates over the bytes until the end; a chunk may be valid until the next one only. */
  [Symbol.asyncIterator](): AsyncIterator<Buffer>;
}
