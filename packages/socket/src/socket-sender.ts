// The sending verbs of Socket, with `try` twins as in socket-receiver.ts. Data is bytes, or a string
// that goes out as UTF-8.
import { trySend, trySendto } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { lengthFrom, toBytes } from './arguments.js';
import type { Sendable } from './arguments.js';
import { resolveAddress } from './resolve-address.js';
import { send, sendAll, sendTo } from './send.js';
import { SocketReceiver } from './socket-receiver.js';
import { stateOf } from './socket-handle.js';
import { requireFd } from './socket-state.js';

/** Sending. */
export abstract class SocketSender<A extends Address = Address> extends SocketReceiver<A> {
  /**
   * Sends and returns how many bytes the kernel took. A stream socket without timeout waits until
   * it took all, as send(2) does; with a timeout, or non-blocking, it may take fewer.
   *
   * @throws {BlockingIOError} EAGAIN when the timeout is 0 and the queue is full
   * @throws {SocketTimeoutError} ETIMEDOUT
   * @throws {BrokenPipeError} EPIPE; SIGPIPE is never raised
   * @throws {ConnectionResetError} ECONNRESET
   * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
   * An error after a part was sent carries `bytesSent`.
   * @param offset - where in the bytes to begin, and `length` how many to send (default: the rest).
   *   Sending a part of a reused buffer this way spares a view of it, which costs more than this call.
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `offset` and `length` leave the bytes
   */
  send(data: Sendable, flags = 0, offset = 0, length?: number): number {
    const bytes = toBytes(data);
    return send(stateOf(this), bytes, flags, offset, lengthFrom(bytes, offset, length));
  }

  /** `send` that never waits: -1 when the queue is full, else what it took, perhaps not all. */
  trySend(data: Sendable, flags = 0, offset = 0, length?: number): number {
    const bytes = toBytes(data);
    const wanted = lengthFrom(bytes, offset, length);
    return trySend(requireFd(stateOf(this)), bytes, offset, wanted, flags);
  }

  /**
   * Sends everything. The timeout bounds the whole call. Every `SocketError` it throws carries
   * `bytesSent`, also when the peer never reads and the wait is interrupted.
   * @throws as `send`; on a non-blocking socket BlockingIOError as soon as the queue is full
   */
  sendall(data: Sendable, flags = 0, offset = 0, length?: number): void {
    const bytes = toBytes(data);
    sendAll(stateOf(this), bytes, flags, offset, lengthFrom(bytes, offset, length));
  }

  /**
   * Sends one datagram to `address`, whose host may be a name, `''` or `'<broadcast>'`.
   * @throws as `send`; EMSGSIZE when the datagram is too long; AddressInfoError
   */
  sendto(data: Sendable, address: A, flags = 0): number {
    const state = stateOf(this);
    requireFd(state);
    return sendTo(state, toBytes(data), resolveAddress(state, address, flags), flags);
  }

  /** `sendto` that never waits (save for resolving a name): -1 when the queue is full. */
  trySendto(data: Sendable, address: A, flags = 0): number {
    const state = stateOf(this);
    const bytes = toBytes(data);
    const { length } = bytes;
    const resolved = resolveAddress(state, address, flags);
    return trySendto(requireFd(state), bytes, 0, length, flags, resolved);
  }
}
