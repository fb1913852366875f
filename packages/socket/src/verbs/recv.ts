// Receiving bytes: `recv` and `recvInto`, with the loop of MSG_WAITALL, and their twins that never wait.
import {
  BlockingIOError,
  InterruptedError,
  MSG_PEEK,
  MSG_WAITALL,
  POLLERR,
  POLLIN,
  SOCK_STREAM,
  SocketTimeoutError,
  tryRecv as tryOnce,
} from '@fdset/posix';
import { roomOf } from '../arguments.js';
import { neverWaits } from '../never-waits.js';
import { reserveRoom } from '../receive-pool.js';
import type { ReceivePool } from '../receive-pool.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { Unfinished, isAbort, requireWait } from './attempt.js';
import type { Awaited, Outcome } from './attempt.js';

/** `recv`: into room of our own. */
export const recv = (state: SocketState, maxBytes: number, flags: number): Outcome<Buffer> => {
  const room = reserveRoom(maxBytes, flags);
  const fd = requireFd(state);
  if (room.length === 0) return room.take(0);
  const received = tryOnce(fd, room.slab, room.offset, room.length, flags);
  if (received < 0) return recvLater(state, maxBytes, flags);
  if (!wantsMore(state, received, room.length, flags)) return room.take(received);
  return recvRest(state, room, flags, received);
};

/**
 * `recv`, after a try that would have blocked.
 * @throws {BlockingIOError} EAGAIN when it must not wait
 */
export const recvLater = (
  state: SocketState,
  maxBytes: number,
  flags: number,
): Receiving<ReceivePool, Buffer> => {
  requireWait(state, awaitedWith(flags));
  return new Receiving(state, flags, () => reserveRoom(maxBytes, flags), takeFrom);
};

/** What MSG_WAITALL still wants, after a try that left `already` bytes in the room. */
export const recvRest = (
  state: SocketState,
  room: ReceivePool,
  flags: number,
  already: number,
): Unfinished<Buffer> => recvLater(state, room.length, flags).keep(room, already);

const takeFrom = (room: ReceivePool, total: number): Buffer => room.take(total);

const awaitedWith = (flags: number): Awaited => ({ call: 'recv', events: POLLIN, flags });

/** `recvInto`: into the caller's buffer. */
export const recvInto = (
  state: SocketState,
  buffer: Uint8Array,
  maxBytes: number | undefined,
  flags: number,
): Outcome<number> => {
  const length = roomOf(buffer, maxBytes);
  const fd = requireFd(state);
  if (length === 0) return 0;
  const received = tryOnce(fd, buffer, 0, length, flags);
  if (received >= 0 && !wantsMore(state, received, length, flags)) return received;
  return recvIntoLater(state, buffer, length, flags, Math.max(received, 0));
};

/**
 * `recvInto`, after a try that would have blocked, or got `already` bytes of those that MSG_WAITALL wants.
 * @throws {BlockingIOError} EAGAIN when it must not wait
 */
export const recvIntoLater = (
  state: SocketState,
  buffer: Uint8Array,
  length: number,
  flags: number,
  already: number,
): Unfinished<number> => {
  requireWait(state, awaitedWith(flags));
  const place: CallersPlace = { slab: buffer, offset: 0, length, claim: () => place };
  const receiving = new Receiving(
    state,
    flags,
    () => place,
    (_place, total) => total,
  );
  return already > 0 ? receiving.keep(place, already) : receiving;
};

/** `recv` that never waits: null when nothing is there. */
export const tryRecv = (state: SocketState, maxBytes: number, flags: number): Buffer | null => {
  const fd = requireFd(state);
  const room = reserveRoom(maxBytes, flags);
  if (room.length === 0) return room.take(0);
  const received = tryOnce(fd, room.slab, room.offset, room.length, flags);
  return received < 0 ? null : room.take(received);
};

/** `recvInto` that never waits: -1 when nothing is there. */
export const tryRecvInto = (
  state: SocketState,
  buffer: Uint8Array,
  maxBytes: number | undefined,
  flags: number,
): number => {
  const length = roomOf(buffer, maxBytes);
  const fd = requireFd(state);
  return length === 0 ? 0 : tryOnce(fd, buffer, 0, length, flags);
};

/**
 * MSG_DONTWAIT, with which every try is made, overrules MSG_WAITALL in the kernel; so the loop is
 * ours. With MSG_PEEK it could only read the same bytes again: there MSG_WAITALL has no effect.
 */
export const wantsMore = (
  state: SocketState,
  received: number,
  length: number,
  flags: number,
): boolean =>
  (flags & MSG_WAITALL) !== 0 &&
  (flags & MSG_PEEK) === 0 &&
  received > 0 &&
  received < length &&
  state.type === SOCK_STREAM &&
  !neverWaits(state, flags);

const endsWait = (error: unknown): boolean =>
  error instanceof SocketTimeoutError ||
  error instanceof BlockingIOError ||
  error instanceof InterruptedError ||
  isAbort(error);

/** Memory that bytes go to; what is reserved is lent until the next call, what is claimed is kept. */
interface Place<P> {
  readonly slab: Uint8Array;
  readonly offset: number;
  readonly length: number;
  claim(): P;
}

/** A buffer of the caller's. */
interface CallersPlace extends Place<CallersPlace> {}

/** Receiving that waits for its first bytes, or with MSG_WAITALL for further ones. */
class Receiving<P extends Place<P>, T> extends Unfinished<T> {
  readonly #state: SocketState;
  readonly #reserve: () => P;
  readonly #result: (place: P, total: number) => T;
  #kept: P | null = null;
  #total = 0;

  constructor(
    state: SocketState,
    flags: number,
    reserve: () => P,
    result: (place: P, total: number) => T,
  ) {
    super(awaitedWith(flags));
    this.#state = state;
    this.#reserve = reserve;
    this.#result = result;
  }

  again(ready: number): Outcome<T> {
    // The connection's end by an error is for the next call: here its bytes would be lost with it.
    if (this.#kept !== null && (ready & POLLERR) !== 0)
      return this.#result(this.#kept, this.#total);
    const place = this.#kept ?? this.#reserve();
    const at = this.#total;
    const fd = requireFd(this.#state);
    const received = tryOnce(fd, place.slab, place.offset + at, place.length - at, this.flags);
    if (received < 0) return this;
    const total = at + received;
    if (received === 0 || !wantsMore(this.#state, total, place.length, this.flags))
      return this.#result(place, total);
    this.moved += 1;
    return this.keep(place, total);
  }

  /** Goes on behind the bytes that are there. */
  keep(place: P, total: number): this {
    this.#kept ??= place.claim();
    this.#total = total;
    return this;
  }

  /** What arrived before the limit or the signal is the result, as in the kernel. */
  override failed(error: unknown): T {
    if (this.#kept === null || !endsWait(error)) throw error;
    return this.#result(this.#kept, this.#total);
  }
}
