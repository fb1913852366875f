// The `wfile` of handlers: a buffered writer like Python's, over a connection or into a packet.
import { inspect, types } from 'node:util';
import { argTypeError, checkMemory, closedError } from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';
import { shown } from '../basics.js';
import { inspectFile } from './inspect-file.js';

/** Collects written bytes up to the handler's `wbufsize`, or writes each piece at once. */
export interface RequestWriter {
  /** Whether `close` was called. */
  readonly closed: boolean;
  /** How many bytes wait for `flush`. */
  readonly bufferedLength: number;
  /**
   * Writes a string as UTF-8, or the bytes of a Buffer, a typed array of integers or a DataView as they are in memory.
   * Returns the number of bytes.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE for anything else; ERR_FDSET_CLOSED after `close`, because the bytes
   *   would be lost
   */
  write(data: string | NodeJS.ArrayBufferView): number;
  /** Writes the collected bytes. */
  flush(): void;
  /** Flushes, then refuses further writes; the connection stays open. */
  close(): void;
  /** Describes whether the writer is open, and how many bytes it buffers. */
  toString(): string;
}

/** Writes all bytes. The caller may change them as soon as it has returned. */
export type WriteAll = (data: Buffer) => void;

/** Makes a writer that collects up to `bufferSize` bytes before it writes; 0 writes at once. */
export const requestWriter = (writeAll: WriteAll, bufferSize: number): RequestWriter =>
  new Writer(writeAll, bufferSize);

class Writer implements RequestWriter {
  readonly #writeAll: WriteAll;
  readonly #bufferSize: number;
  #pieces: Buffer[] = [];
  #length = 0;
  #closed = false;

  constructor(writeAll: WriteAll, bufferSize: number) {
    this.#writeAll = writeAll;
    this.#bufferSize = bufferSize;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get bufferedLength(): number {
    return this.#length;
  }

  write(data: string | NodeJS.ArrayBufferView): number {
    if (this.#closed) throw closedError('wfile');
    const bytes = bytesOf(data);
    if (this.#bufferSize === 0) {
      this.#writeAll(bytes);
      return bytes.length;
    }
    // The bytes are copied because the caller may change them before the flush.
    this.#pieces.push(typeof data === 'string' ? bytes : Buffer.from(bytes));
    this.#length += bytes.length;
    if (this.#length >= this.#bufferSize) this.flush();
    return bytes.length;
  }

  flush(): void {
    if (this.#length === 0) return;
    const all = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#length = 0;
    this.#writeAll(all);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.flush();
  }

  [inspect.custom](...given: InspectArguments): string {
    return inspectFile('RequestWriter', { closed: this.#closed, buffered: this.#length }, given);
  }

  toString(): string {
    return this[inspect.custom]();
  }
}

// A caller that passes floats most likely means their values as bytes, and no protocol has their memory on the wire.
const isFloatArray = (view: unknown): boolean =>
  types.isFloat32Array(view) || types.isFloat64Array(view);

/** The bytes of what is written. @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE */
export const bytesOf = (data: string | NodeJS.ArrayBufferView): Buffer => {
  if (typeof data === 'string') return Buffer.from(data, 'utf8');
  if (Buffer.isBuffer(data) && data.length > 0) return data;
  if (types.isArrayBufferView(data)) checkMemory(data, 'what is written');
  if (types.isArrayBufferView(data) && !isFloatArray(data))
    return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  throw argTypeError(
    `what is written must be a string, a Buffer, a typed array of integers or a DataView, not ${shown(data)}`,
  );
};
