// The receiving verbs of Socket, each with a `try` twin that answers "would block" with a value
// instead of an error: throwing and catching one costs as much as a whole round trip.
import { tryRecv, tryRecvfrom } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { roomOf } from './arguments.js';
import { receive, receiveFrom } from './receive.js';
import { reserveRoom } from './receive-pool.js';
import { SocketOptions } from './socket-options.js';
import { stateOf } from './socket-handle.js';
import { requireFd } from './socket-state.js';

/** A datagram and its sender, which is null where the kernel names none. */
export type Datagram<A extends Address = Address> = [data: Buffer, address: A | null];

/** The length of a datagram that was received into a buffer, and its sender. */
export type DatagramInfo<A extends Address = Address> = [bytesReceived: number, address: A | null];

/** Receiving. */
export abstract class SocketReceiver<A extends Address = Address> extends SocketOptions<A> {
  /**
   * Receives at most `maxBytes`; an empty Buffer means end of stream (on SEQPACKET also an empty
   * message, and on a datagram socket an empty datagram). The Buffer is yours: it is never written
   * to again.
   *
   * @throws {BlockingIOError} EAGAIN when the timeout is 0 and nothing is there
   * @throws {SocketTimeoutError} ETIMEDOUT
   * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
   * @throws {ConnectionResetError} ECONNRESET
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `maxBytes` is not 0 to 2^31 - 1
   */
  recv(maxBytes: number, flags = 0): Buffer {
    const room = reserveRoom(maxBytes, flags);
    return room.take(receive(stateOf(this), room.slab, room.offset, room.length, flags));
  }

  /** `recv` that never waits: null when nothing is there. */
  tryRecv(maxBytes: number, flags = 0): Buffer | null {
    const fd = requireFd(stateOf(this));
    const room = reserveRoom(maxBytes, flags);
    if (room.length === 0) return room.take(0);
    const received = tryRecv(fd, room.slab, room.offset, room.length, flags);
    return received < 0 ? null : room.take(received);
  }

  /**
   * Receives into `buffer`, at most `maxBytes` (default: its length), and returns their number; 0
   * means end of stream. The fastest way to receive. With MSG_TRUNC a datagram's own length is
   * returned, which may be more.
   * @throws as `recv`
   */
  recvInto(buffer: Uint8Array, maxBytes?: number, flags = 0): number {
    return receive(stateOf(this), buffer, 0, roomOf(buffer, maxBytes), flags);
  }

  /** `recvInto` that never waits: -1 when nothing is there. */
  tryRecvInto(buffer: Uint8Array, maxBytes?: number, flags = 0): number {
    const length = roomOf(buffer, maxBytes);
    const fd = requireFd(stateOf(this));
    return length === 0 ? 0 : tryRecv(fd, buffer, 0, length, flags);
  }

  /**
   * Receives one datagram of at most `maxBytes` (the rest of a longer one is lost) and its sender.
   * @throws as `recv`
   */
  recvfrom(maxBytes: number, flags = 0): Datagram<A> {
    const state = stateOf(this);
    const room = reserveRoom(maxBytes, flags);
    const received = receiveFrom(state, room.slab, room.offset, room.length, flags);
    return [room.take(received.bytesReceived), received.address as A | null];
  }

  /** `recvfrom` that never waits: null when nothing is there. */
  tryRecvfrom(maxBytes: number, flags = 0): Datagram<A> | null {
    const fd = requireFd(stateOf(this));
    const room = reserveRoom(maxBytes, flags);
    const received = tryRecvfrom(fd, room.slab, room.offset, room.length, flags);
    return received === null
      ? null
      : [room.take(received.bytesReceived), received.address as A | null];
  }

  /**
   * Receives one datagram into `buffer` and returns its length and sender.
   * @throws as `recv`
   */
  recvfromInto(buffer: Uint8Array, maxBytes?: number, flags = 0): DatagramInfo<A> {
    const length = roomOf(buffer, maxBytes);
    const { bytesReceived, address } = receiveFrom(stateOf(this), buffer, 0, length, flags);
    return [bytesReceived, address as A | null];
  }

  /** `recvfromInto` that never waits: null when nothing is there. */
  tryRecvfromInto(buffer: Uint8Array, maxBytes?: number, flags = 0): DatagramInfo<A> | null {
    const length = roomOf(buffer, maxBytes);
    const received = tryRecvfrom(requireFd(stateOf(this)), buffer, 0, length, flags);
    return received === null ? null : [received.bytesReceived, received.address as A | null];
  }
}
