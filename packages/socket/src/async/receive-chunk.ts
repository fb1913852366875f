// Receives of an iteration, whose chunks use the same memory one after the other.
import { SOCK_DGRAM, tryRecv } from '@fdset/posix';
import { isWorthReturning, freeMemory, renewIfOwn, takeMemory } from '../own-memory.js';
import { TINY_REQUEST, copyOut } from '../receive-pool.js';
import { View } from '../room.js';
import type { Serving } from './operation.js';
import { Receive, copyAll, lengthOfAll } from './receive.js';

/** A chunk of an iteration, in memory that is used again for the next one. */
export class ReceiveChunk extends Receive<IteratorResult<Buffer, undefined>> {
  readonly #memory: ChunkMemory;

  constructor(receiving: Serving, memory: ChunkMemory) {
    super(receiving, memory.bytes);
    this.#memory = memory;
  }

  override attempt(fd: number): number {
    const room = this.#memory.room();
    let received = 0;
    try {
      received = tryRecv(fd, room, 0, room.length, 0);
    } catch (error) {
      this.fail(error);
    }
    if (received <= 0) this.#memory.free(room);
    if (received >= 0 && !this.isEnded)
      this.finish(received === 0 ? this.#empty() : this.#memory.result(room, received));
    return received;
  }

  protected override copy(
    memory: Buffer,
    offset: number,
    length: number,
  ): IteratorResult<Buffer, undefined> {
    if (length === 0) return this.#empty();
    if (length <= TINY_REQUEST)
      return { done: false, value: copyOut(memory, offset, offset + length) };
    const room = this.#memory.room(length);
    memory.copy(room, 0, offset, offset + length);
    return this.#memory.result(room, length);
  }

  protected override keep(bytes: Buffer): IteratorResult<Buffer, undefined> {
    return { done: false, value: bytes };
  }

  protected override join(pieces: readonly Buffer[]): IteratorResult<Buffer, undefined> {
    const length = lengthOfAll(pieces);
    if (length === 0) return this.#empty();
    const room = this.#memory.room(length);
    copyAll(pieces, room, 0);
    return this.#memory.result(room, length);
  }

  /** The end of the stream; on a datagram socket an empty datagram. */
  #empty(): IteratorResult<Buffer, undefined> {
    return this.receiving.state.type === SOCK_DGRAM
      ? { done: false, value: Buffer.alloc(0) }
      : { done: true, value: undefined };
  }
}

/** The memory of the chunks of one iteration. It is taken when bytes are there, so that few sockets of many hold some. */
export class ChunkMemory {
  readonly bytes: number;
  /** The memory of the last chunk, of which the program may still have views. */
  #lent: ArrayBuffer | null = null;

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** Room for a chunk of at most so many bytes. With that of the largest chunk, 1,000 sockets would fill all caches. */
  room(bytes = this.bytes): Buffer {
    return isWorthReturning(bytes)
      ? new View(takeMemory(bytes), 0, bytes)
      : Buffer.allocUnsafeSlow(bytes);
  }

  /** The chunk with the first bytes of the room. */
  result(room: Buffer, length: number): IteratorResult<Buffer, undefined> {
    this.#lent = isWorthReturning(room.length) ? (room.buffer as ArrayBuffer) : null;
    const chunk = length === room.length ? room : new View(room.buffer, 0, length);
    return { done: false, value: chunk };
  }

  /** Frees the memory of room without bytes. */
  free(room: Buffer): void {
    if (isWorthReturning(room.length)) freeMemory(room.buffer as ArrayBuffer);
  }

  /** Takes the memory of the last chunk back: views of it are empty from now on. */
  takeBack(): void {
    if (this.#lent === null) return;
    const memory = renewIfOwn(this.#lent);
    this.#lent = null;
    if (memory !== null) freeMemory(memory);
  }

  /** Leaves the last chunk to the program. */
  release(): void {
    this.#lent = null;
  }
}
