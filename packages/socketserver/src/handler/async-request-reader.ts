// The `rfile` of asynchronous handlers: the reader of request-reader.ts, whose calls are promises. async-reader.ts implements it.

/** Options of {@link AsyncRequestReader.lines}. */
export interface LinesOptions {
  /** How bytes become text; default `utf8`. */
  readonly encoding?: BufferEncoding | undefined;
  /** The longest line with its newline, in bytes; default 64 KiB. */
  readonly maxBytes?: number | undefined;
}

/**
 * Reads exact counts and lines. Calls at the same time are served in order. A call that rejects has consumed nothing. A size is
 * a whole number of bytes; -1, null and Infinity are no limit.
 *
 * Every call rejects with ERR_FDSET_CLOSED after `close`, and with ERR_FDSET_INVALID_ARG_TYPE (TypeError) or
 * ERR_FDSET_OUT_OF_RANGE (RangeError) for an invalid size.
 */
export interface AsyncRequestReader extends AsyncIterable<Buffer> {
  /** Whether `close` was called. */
  readonly closed: boolean;
  /** Reads exactly `size` bytes, fewer only at the end; by default everything up to the end. */
  read(size?: number | null): Promise<Buffer>;
  /** Reads the available bytes, at most `size`; waits only when nothing is buffered. */
  read1(size?: number | null): Promise<Buffer>;
  /** Reads a line with its newline. The newline is missing at the end or after `size` bytes; at the end the line is empty. */
  readline(size?: number | null): Promise<Buffer>;
  /** Reads all lines up to the end; with a `hint` above 0 it stops once the lines have that many bytes. */
  readlines(hint?: number | null): Promise<Buffer[]>;
  /**
   * The lines as text, with their newlines, up to the end. A line that is longer than `maxBytes` ends the loop with
   * ERR_FDSET_OUT_OF_RANGE. Leaving the loop closes nothing.
   */
  lines(options?: LinesOptions): AsyncIterableIterator<string>;
  /**
   * The bytes as they come, at most `maxBytes` (default 64 KiB) at a time, up to the end. A chunk lasts until the next one is
   * asked for. Leaving the loop closes nothing.
   */
  chunks(maxBytes?: number): AsyncIterableIterator<Buffer>;
  /** Drops the buffered bytes; the connection stays open. */
  close(): void;
  /** Describes whether the reader is open, and how many bytes it buffers. */
  toString(): string;
  /** Iterates over the lines as bytes. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Buffer>;
}

/** What a reader reads from: an AsyncSocket, or one packet. */
export interface ByteSource {
  /** The next bytes, at most `maxBytes`; empty at the end. */
  recv(maxBytes: number): Promise<Buffer>;
  /** The next bytes in memory that is used again for the ones after them. */
  chunks(maxBytes: number): AsyncIterator<Buffer, undefined>;
}
