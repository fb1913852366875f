// Plain receives of a stream, which a driver may make itself: `recv` and `recvInto` without flags, and chunks.
import { SOCK_DGRAM, argTypeError, tryRecv } from '@fdset/posix';
import { roomWithin } from '../arguments.js';
import { isWorthReturning, freeMemory, renewIfOwn, takeMemory } from '../own-memory.js';
import { reserveRoom } from '../reserve-room.js';
import { copyOut } from '../receive-pool.js';
import { MAX_PINNED_RATIO, View } from '../room.js';
import type { SocketState } from '../socket-state.js';
import { Operation } from './operation.js';
import type { Serving } from './operation.js';
import type { PlainReceive, Port } from './driver.js';

/** What a receive has to know of its socket. */
export interface Receiving extends Serving {
  readonly state: SocketState;
  readonly port: Port;
}

/** A receive into memory that its subclass knows. */
export abstract class Receive<T> extends Operation<T> implements PlainReceive {
  /** The most bytes to receive. */
  readonly most: number;
  protected readonly receiving: Receiving;

  constructor(receiving: Receiving, most: number) {
    super('recv', receiving);
    this.receiving = receiving;
    this.most = most;
  }

  override begin(): void {
    if (this.most === 0) return this.received(EMPTY, 0, 0);
    if (!this.lane.hasKept) return this.receiving.port.receive(this);
    const kept = this.lane.takeKept(this.most);
    this.received(kept, 0, kept.length);
  }

  override ready(): void {
    this.receiving.port.receive(this);
  }

  /** Ends with bytes of memory that its owner uses again afterwards. */
  received(memory: Buffer, offset: number, length: number): void {
    try {
      this.finish(this.copy(memory, offset, length));
    } catch (error) {
      // The caller's memory has gone, and the bytes have not.
      this.lane.putBack(memory.subarray(offset, offset + length));
      this.fail(error);
    }
  }

  /** Makes one try; returns how many bytes there were, or -1 if it would have blocked. Ends the operation, also with an error. */
  abstract attempt(fd: number): number;

  /** The result for bytes of memory that is used again. */
  protected abstract copy(memory: Buffer, offset: number, length: number): T;

  protected override withdraw(): void {
    this.receiving.port.cancelRead();
  }
}

const EMPTY = Buffer.alloc(0);

/** `recv`. */
export class ReceiveBuffer extends Receive<Buffer> {
  override attempt(fd: number): number {
    try {
      const room = reserveRoom(this.receiving.state, this.most, 0);
      const received = tryRecv(fd, room.slab, room.offset, room.length, 0);
      if (received >= 0) this.finish(room.take(received));
      return received;
    } catch (error) {
      this.fail(error);
      return 0;
    }
  }

  protected override copy(memory: Buffer, offset: number, length: number): Buffer {
    const room = reserveRoom(this.receiving.state, length, 0);
    memory.copy(room.slab, room.offset, offset, offset + length);
    return room.take(length);
  }
}

/** `recvInto`. */
export class ReceiveInto extends Receive<number> {
  readonly #buffer: Uint8Array;

  constructor(receiving: Receiving, buffer: Uint8Array, maxBytes: number | undefined) {
    super(receiving, roomWithin(buffer, maxBytes));
    this.#buffer = buffer;
  }

  override attempt(fd: number): number {
    try {
      const received = tryRecv(fd, this.#buffer, 0, this.most, 0);
      if (received >= 0) this.finish(received);
      return received;
    } catch (error) {
      this.fail(error);
      return 0;
    }
  }

  protected override copy(memory: Buffer, offset: number, length: number): number {
    if (this.#buffer.length < length)
      throw argTypeError('the memory of the buffer was transferred before it was filled');
    this.#buffer.set(memory.subarray(offset, offset + length));
    return length;
  }
}

/** A chunk of an iteration, in memory that is used again for the next one. */
export class ReceiveChunk extends Receive<IteratorResult<Buffer, undefined>> {
  readonly #memory: ChunkMemory;

  constructor(receiving: Receiving, memory: ChunkMemory) {
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
    if (length * MAX_PINNED_RATIO < this.most)
      return { done: false, value: copyOut(memory, offset, offset + length) };
    const room = this.#memory.room();
    memory.copy(room, 0, offset, offset + length);
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
  readonly #isReturned: boolean;
  /** The memory of the last chunk, of which the program may still have views. */
  #lent: ArrayBuffer | null = null;

  constructor(bytes: number) {
    this.bytes = bytes;
    this.#isReturned = isWorthReturning(bytes);
  }

  /** Room for a chunk. */
  room(): Buffer {
    return this.#isReturned
      ? new View(takeMemory(this.bytes), 0, this.bytes)
      : Buffer.allocUnsafeSlow(this.bytes);
  }

  /** The chunk with the first bytes of the room. */
  result(room: Buffer, length: number): IteratorResult<Buffer, undefined> {
    this.#lent = this.#isReturned ? (room.buffer as ArrayBuffer) : null;
    const chunk = length === room.length ? room : new View(room.buffer, 0, length);
    return { done: false, value: chunk };
  }

  /** Frees the memory of room without bytes. */
  free(room: Buffer): void {
    if (this.#isReturned) freeMemory(room.buffer as ArrayBuffer);
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
