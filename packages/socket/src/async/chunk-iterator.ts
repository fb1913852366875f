// The iteration over the bytes of a stream, whose chunks use the same memory.
import { rangeError } from '@fdset/posix';
import { checkByteCount } from '../arguments.js';
import type { OperationOptions, Serving } from './operation.js';
import { ChunkMemory, ReceiveChunk } from './receive-chunk.js';

/** How many bytes are read at once where the caller does not say. */
export const CHUNK_BYTES = 64 * 1024;

/** The chunks of one loop. */
export class ChunkIterator implements AsyncIterableIterator<Buffer> {
  readonly #receiving: Serving;
  readonly #options: OperationOptions | undefined;
  readonly #memory: ChunkMemory;
  #isDone = false;

  constructor(receiving: Serving, maxBytes: number, options: OperationOptions | undefined) {
    if (checkByteCount(maxBytes, 'maxBytes') === 0)
      throw rangeError('maxBytes must be at least 1, not 0');
    this.#receiving = receiving;
    this.#options = options;
    this.#memory = new ChunkMemory(maxBytes);
  }

  next(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.#isDone) return Promise.resolve({ done: true, value: undefined });
    this.#memory.takeBack();
    return new ReceiveChunk(this.#receiving, this.#memory).start(this.#options);
  }

  /** Called when the loop is left. The socket stays open, and the last chunk stays valid. */
  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.#isDone = true;
    this.#memory.release();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
