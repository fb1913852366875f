// Plain receives of a stream, which a driver may make itself: `recv` and `recvInto` without flags. receive-chunk.ts has the third one.
import { argTypeError, tryRecv } from '@fdset/posix';
import { roomWithin } from '../arguments.js';
import { reserveRoom } from '../reserve-room.js';
import { Operation } from './operation.js';
import type { Serving } from './operation.js';
import type { PlainReceive } from './driver.js';

/** A receive into memory that its subclass knows. */
export abstract class Receive<T> extends Operation<T> implements PlainReceive {
  /** The most bytes to receive. */
  readonly most: number;
  protected readonly receiving: Serving;

  constructor(receiving: Serving, most: number) {
    super('recv', receiving);
    this.receiving = receiving;
    this.most = most;
  }

  override begin(): void {
    if (this.most === 0) return this.received(EMPTY, 0, 0);
    if (!this.lane.hasKept) return this.#receive();
    const kept = this.lane.takeKept(this.most);
    this.received(kept, 0, kept.length);
  }

  override ready(): void {
    this.receiving.port.receive(this);
  }

  // A driver puts some receives off without an attempt.
  #receive(): void {
    const { state, port } = this.receiving;
    if (this.isDirect) this.attempt(state.fd);
    else port.receive(this);
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

  given(pieces: readonly Buffer[]): void {
    try {
      this.finish(pieces.length === 1 ? this.keep(pieces[0] as Buffer) : this.join(pieces));
    } catch (error) {
      this.lane.putBack(Buffer.concat(pieces));
      this.fail(error);
    }
  }

  /** Makes one try; returns how many bytes there were, or -1 if it would have blocked. Ends the operation, also with an error. */
  abstract attempt(fd: number): number;

  /** The result for bytes of memory that is used again. */
  protected abstract copy(memory: Buffer, offset: number, length: number): T;

  /** The result for bytes that nobody else uses. */
  protected abstract keep(bytes: Buffer): T;

  /** The result for a copy of all pieces. */
  protected abstract join(pieces: readonly Buffer[]): T;

  protected override withdraw(): void {
    if (!this.isDirect) this.receiving.port.cancelRead();
  }
}

const EMPTY = Buffer.alloc(0);

/** The length of all pieces. */
export const lengthOfAll = (pieces: readonly Buffer[]): number =>
  pieces.reduce((sum, { length }) => sum + length, 0);

/** Copies all pieces into memory from `start` on; returns their length. */
export const copyAll = (pieces: readonly Buffer[], into: Uint8Array, start: number): number => {
  let at = start;
  for (const piece of pieces) {
    into.set(piece, at);
    at += piece.length;
  }
  return at - start;
};

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

  protected override keep(bytes: Buffer): Buffer {
    return bytes;
  }

  protected override join(pieces: readonly Buffer[]): Buffer {
    const length = lengthOfAll(pieces);
    const room = reserveRoom(this.receiving.state, length, 0);
    copyAll(pieces, room.slab, room.offset);
    return room.take(length);
  }
}

/** `recvInto`. */
export class ReceiveInto extends Receive<number> {
  readonly #buffer: Uint8Array;

  constructor(receiving: Serving, buffer: Uint8Array, maxBytes: number | undefined) {
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
    if (this.#buffer.length < length) throw transferredError();
    this.#buffer.set(memory.subarray(offset, offset + length));
    return length;
  }

  protected override keep(bytes: Buffer): number {
    return this.copy(bytes, 0, bytes.length);
  }

  protected override join(pieces: readonly Buffer[]): number {
    const length = lengthOfAll(pieces);
    if (this.#buffer.length < length) throw transferredError();
    return copyAll(pieces, this.#buffer, 0);
  }
}

const transferredError = (): TypeError =>
  argTypeError('the memory of the buffer was transferred before it was filled');
