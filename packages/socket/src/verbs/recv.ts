// Receives bytes: `recv` and `recvInto`, with the loop of MSG_WAITALL, and their variants that never wait.
import {
  MSG_PEEK,
  MSG_WAITALL,
  POLLERR,
  POLLIN,
  SOCK_STREAM,
  SocketError,
  tryRecv as tryOnce,
} from '@fdset/posix';
import { roomOf } from '../arguments.js';
import { neverWaits } from '../never-waits.js';
import { reserveRoom } from '../reserve-room.js';
import type { Room } from '../room.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { Unfinished, isAbort, requireWait } from './attempt.js';
import type { Awaited, Outcome } from './attempt.js';

/** `recv`: receives into new memory. */
export const recv = (state: SocketState, maxBytes: number, flags: number): Outcome<Buffer> => {
  const room = reserveRoom(state, maxBytes, flags);
  const fd = requireFd(state);
  if (room.length === 0) return room.take(0);
  const received = tryOnce(fd, room.slab, room.offset, room.length, flags);
  if (received < 0) return recvLater(state, maxBytes, flags);
  if (!wantsMore(state, received, room.length, flags)) return room.take(received);
  return recvRest(state, room, flags, received);
};

/**
 * `recv` after a try that would have blocked.
 * @throws {BlockingIOError} EAGAIN when it must not wait
 */
export const recvLater = (
  state: SocketState,
  maxBytes: number,
  flags: number,
): Receiving<Room, Buffer> => {
  requireWait(state, awaitedWith(flags));
  return new Receiving(state, flags, () => reserveRoom(state, maxBytes, flags), takeFrom);
};

/** Receives the rest for MSG_WAITALL, after a try that put `already` bytes into the room. */
export const recvRest = (
  state: SocketState,
  room: Room,
  flags: number,
  already: number,
): Unfinished<Buffer> => recvLater(state, room.length, flags).keep(room, already);

const takeFrom = (room: Room, total: number): Buffer => room.take(total);

const awaitedWith = (flags: number): Awaited => ({ call: 'recv', events: POLLIN, flags });

/** `recvInto`: receives into the caller's buffer. */
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
 * `recvInto` after a try that would have blocked, or that received only `already` bytes for MSG_WAITALL.
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

/** `recv` that never waits: null when there is no data. */
export const tryRecv = (state: SocketState, maxBytes: number, flags: number): Buffer | null => {
  const fd = requireFd(state);
  const room = reserveRoom(state, maxBytes, flags);
  if (room.length === 0) return room.take(0);
  const received = tryOnce(fd, room.slab, room.offset, room.length, flags);
  return received < 0 ? null : room.take(received);
};

/** `recvInto` that never waits: -1 when there is no data. */
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
 * Whether to receive more for MSG_WAITALL. Every try uses MSG_DONTWAIT, which overrules MSG_WAITALL in the kernel, so this
 * package loops itself. With MSG_PEEK it could only read the same bytes again, so MSG_WAITALL then has no effect.
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

const endsWait = (error: unknown): boolean => error instanceof SocketError || isAbort(error);

/** Memory for received bytes. Reserved memory is lent until the next call, claimed memory is kept. */
interface Place<P> {
  readonly slab: Uint8Array;
  readonly offset: number;
  readonly length: number;
  claim(): P;
}

/** The caller's buffer. */
interface CallersPlace extends Place<CallersPlace> {}

/** A receive that waits for its first bytes, or with MSG_WAITALL for further bytes. */
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
    // The next call gets the error that ended the connection; throwing it here would lose the received bytes.
    if (this.#kept !== null && (ready & POLLERR) !== 0)
      return this.#result(this.#kept, this.#total);
    const place = this.#kept ?? this.#reserve();
    const at = this.#total;
    const fd = requireFd(this.#state);
    let received = -1;
    try {
      received = tryOnce(fd, place.slab, place.offset + at, place.length - at, this.flags);
    } catch (error) {
      return this.failed(error);
    }
    if (received < 0) return this;
    const total = at + received;
    if (received === 0 || !wantsMore(this.#state, total, place.length, this.flags))
      return this.#result(place, total);
    this.moved += 1;
    return this.keep(place, total);
  }

  /** Keeps the bytes received so far, and goes on behind them. */
  keep(place: P, total: number): this {
    this.#kept ??= place.claim();
    this.#total = total;
    return this;
  }

  /** As in the kernel, the bytes that arrived before the limit, the signal or an error are the result. */
  override failed(error: unknown): T {
    if (this.#kept === null || !endsWait(error)) throw error;
    return this.#result(this.#kept, this.#total);
  }
}
