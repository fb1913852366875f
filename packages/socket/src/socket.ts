// The class Socket, a facade whose methods have one line each. verbs/ has the verbs (attempts, which never wait), block.ts the
// waiting of this thread, socket-state.ts the state of a Socket, base-socket.ts what needs no waiting.
import { AF_INET, SOCK_STREAM } from '@fdset/posix';
import type { Address, DescriptorLike, Sendable } from '@fdset/posix';
import { checkByteCount } from './arguments.js';
import { BaseSocket } from './base-socket.js';
import { blockRecv, blockRecvInto } from './block-recv.js';
import { block, enter } from './block.js';
import { describeDescriptor, trustDescriptor } from './describe-descriptor.js';
import type { KnownSocket } from './describe-descriptor.js';
import type { RecvmsgOptions } from './incoming-message.js';
import type { SendmsgOptions } from './outgoing-message.js';
import type { PhasedBytes, PhasedMessage, ReadPhasesOptions } from './read-phases.js';
import { chunks } from './recycle.js';
import { setTimeoutOf, timeoutFor } from './socket-mode.js';
import { SocketState, closeState, detachState, duplicateState, openState } from './socket-state.js';
import { accept, tryAccept } from './verbs/accept.js';
import type { Accepted } from './verbs/accept.js';
import { connect, connectEx, tryConnect } from './verbs/connect.js';
import { recvPhases, recvPhasesInto, tryRecvPhases } from './verbs/recv-phases.js';
import { tryRecv, tryRecvInto } from './verbs/recv.js';
import { recvfrom, recvfromInto, tryRecvfrom, tryRecvfromInto } from './verbs/recvfrom.js';
import type { Datagram, DatagramInfo } from './verbs/recvfrom.js';
import { recvmmsg, tryRecvmmsg } from './verbs/recvmmsg.js';
import type { BatchMessage } from './verbs/recvmmsg.js';
import { recvmsg, recvmsgInto, toReceivedFds, tryRecvmsg } from './verbs/recvmsg.js';
import type { Message, MessageInfo, ReceivedFds } from './verbs/recvmsg.js';
import { send, sendall, trySend } from './verbs/send.js';
import { sendfile } from './verbs/sendfile.js';
import { sendmmsg, trySendmmsg } from './verbs/sendmmsg.js';
import type { BatchSend } from './verbs/sendmmsg.js';
import { sendmsg, trySendmsg } from './verbs/sendmsg.js';
import { sendto, trySendto } from './verbs/sendto.js';

/**
 * A socket of the operating system with the verbs of POSIX and CPython. Every verb blocks this
 * thread up to the limit of `settimeout`; terminating the worker or exiting the process ends the wait.
 * The object owns its descriptor: close it, declare it with `using`, or give the number away with `detach()`.
 *
 * @typeParam A - the type of its addresses, if it is known: `Socket<InetAddress>`, `Socket<UnixAddress>`.
 */
export class Socket<A extends Address = Address> extends BaseSocket<A> {
  readonly #state: SocketState;

  /**
   * Makes a socket; defaults: AF_INET, SOCK_STREAM, the type's own protocol. SOCK_NONBLOCK in the type
   * means a timeout of 0. The socket is close-on-exec with or without SOCK_CLOEXEC in the type.
   * @throws {SocketError} EAFNOSUPPORT, EPROTONOSUPPORT, EMFILE and others; see socket(2)
   */
  constructor(family?: number, type?: number, protocol?: number);
  constructor(family: number | SocketState = AF_INET, type = SOCK_STREAM, protocol = 0) {
    const inside = family instanceof SocketState ? family : openState(family, type, protocol);
    super(inside);
    this.#state = inside;
  }

  /**
   * Takes over a descriptor that was made elsewhere; the new object closes it. Family, type and protocol come from the
   * kernel, and a non-blocking descriptor gives a timeout of 0. If the caller passes `known`, for example from the thread that
   * detached the socket, its values are used without a system call or a check.
   * @throws {SocketError} EBADF, or ENOTSOCK when it is not a socket; the caller keeps the descriptor
   * @throws {TypeError|RangeError} when a value in `known` is not a valid number
   */
  static fromFd<A extends Address = Address>(fd: number, known?: KnownSocket): Socket<A> {
    return adoptSocket(known === undefined ? describeDescriptor(fd) : trustDescriptor(fd, known));
  }

  /**
   * Makes a second Socket over a duplicate of the descriptor, with the same timeout.
   * @throws {SocketError} EMFILE
   */
  dup(): Socket<A> {
    return adoptSocket(duplicateState(this.#state));
  }

  // Timeout

  /**
   * Limits how long one call may wait. With `null` (the default) it waits for ever, with 0 it does not wait (the calls throw
   * `BlockingIOError`), otherwise it throws `SocketTimeoutError` after so many milliseconds.
   *
   * The descriptor itself is blocking for `null` and non-blocking (`O_NONBLOCK`) otherwise. All duplicates of the socket share
   * that flag; the timeout belongs to this object only.
   *
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when negative, NaN or infinite
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED, ERR_FDSET_INVALID_ARG_TYPE
   */
  settimeout(timeoutMs: number | null): void {
    setTimeoutOf(this.#state, timeoutMs);
  }

  /** The limit in milliseconds that `settimeout` set; `null` waits for ever. */
  gettimeout(): number | null {
    return this.#state.timeoutMs;
  }

  /**
   * `setblocking(true)` is `settimeout(null)`, `setblocking(false)` is `settimeout(0)`.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  setblocking(blocking: boolean): void {
    this.settimeout(timeoutFor(blocking));
  }

  /** False when the timeout is 0, else true, as in CPython. */
  getblocking(): boolean {
    return this.#state.timeoutMs !== 0;
  }

  // Closing

  /**
   * Closes the descriptor. A second call, or a call after `detach()`, does nothing. Any later use throws
   * the closed error, and never uses a descriptor number that the system has reused.
   */
  close(): void {
    closeState(this.#state);
  }

  /** Same as `close`, for `using socket = ...`. */
  [Symbol.dispose](): void {
    closeState(this.#state);
  }

  /**
   * Gives the descriptor away without closing it and returns its number; every later use of this
   * object throws ERR_FDSET_DETACHED. A Unix path that `close` would have unlinked stays.
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  detach(): number {
    return detachState(this.#state);
  }

  // Connecting and accepting

  /**
   * Takes the next connection. The connection is blocking, whatever this listener's timeout is.
   * @throws {BlockingIOError} EAGAIN when the timeout is 0 and no connection waits
   * @throws {SocketTimeoutError} ETIMEDOUT
   * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
   * @throws {SocketError} EMFILE, ECONNABORTED and others; see accept(2)
   */
  accept(): [conn: Socket<A>, address: A] {
    return wrapAccepted(this.#state, block(this.#state, accept(enter(this.#state, 'accept'))));
  }

  /** Like `accept`, but never waits: null when no connection waits, whatever the timeout. */
  tryAccept(): [conn: Socket<A>, address: A] | null {
    const accepted = tryAccept(this.#state);
    return accepted === null ? null : wrapAccepted(this.#state, accepted);
  }

  /**
   * Connects the socket. After a timeout or an interruption the kernel goes on connecting; a second call waits for it.
   * @throws {ConnectionRefusedError} ECONNREFUSED; the message of every error has the address
   * @throws {BlockingIOError} EINPROGRESS or EALREADY when the timeout is 0; EAGAIN when it is 0 and
   *   a Unix listener's queue is full
   * @throws {SocketTimeoutError} ETIMEDOUT
   * @throws {AddressInfoError} when the host name has no address in the socket's family
   */
  connect(address: A): void;
  connect(address: Address, next?: unknown): void {
    block(this.#state, connect(this.#state, address, next));
  }

  /**
   * Like `connect`, but returns the error number instead of throwing: 0 when connected, else a positive
   * errno (see `errnoNumbers`), ETIMEDOUT when the timeout has passed. It still throws errors of misuse, of name
   * resolution, and InterruptedError.
   */
  connectEx(address: A): number;
  connectEx(address: Address, next?: unknown): number {
    return block(this.#state, connectEx(this.#state, address, next));
  }

  /**
   * Starts to connect and never waits: true when connected, false while it is in progress. The socket polls as writable when
   * it has finished, and `getsockopt(SOL_SOCKET, SO_ERROR)` then gives the result.
   * @throws as `connect`; EALREADY when an attempt is in progress
   */
  tryConnect(address: A): boolean;
  tryConnect(address: Address, next?: unknown): boolean {
    return tryConnect(this.#state, address, next);
  }

  // Receiving

  /**
   * Receives at most `maxBytes`. An empty Buffer means end of stream (on SEQPACKET also an empty
   * message, and on a datagram socket an empty datagram). The Buffer belongs to the caller and is never written
   * to again.
   *
   * @throws {BlockingIOError} EAGAIN when the timeout is 0 and there is no data
   * @throws {SocketTimeoutError} ETIMEDOUT
   * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
   * @throws {ConnectionResetError} ECONNRESET
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `maxBytes` is not 0 to 2^31 - 1
   */
  recv(maxBytes: number, flags = 0): Buffer {
    return blockRecv(this.#state, maxBytes, flags);
  }

  /**
   * Receives at most `maxBytes` at a time until the end of the stream; waits as `recv` does. A chunk lasts until the next
   * one is asked for: its memory is then used again, and the Buffers that share it are empty. On Node 20, which is slow at
   * emptying them, chunks below 64 KiB stay as they are. Nothing may be using a chunk when the next one is asked for, such as
   * a write of a stream or a file that has not ended: give it a copy. On a datagram socket a chunk is a datagram, and there is
   * no end.
   * @throws as `recv`; RangeError ERR_FDSET_OUT_OF_RANGE also when `maxBytes` is 0
   */
  chunks(maxBytes: number, flags = 0): Generator<Buffer, undefined> {
    return chunks(this.#state, maxBytes, flags);
  }

  /** Like `recv`, but never waits: null when there is no data. */
  tryRecv(maxBytes: number, flags = 0): Buffer | null {
    return tryRecv(this.#state, maxBytes, flags);
  }

  /**
   * Receives at most `maxBytes` (default: the length of `buffer`) into `buffer` and returns their number; 0
   * means end of stream. This is the fastest way to receive. With MSG_TRUNC it returns the datagram's own length,
   * which may be more.
   * @throws as `recv`
   */
  recvInto(buffer: Uint8Array, maxBytes?: number, flags = 0): number {
    return blockRecvInto(this.#state, buffer, maxBytes, flags);
  }

  /** Like `recvInto`, but never waits: -1 when there is no data. */
  tryRecvInto(buffer: Uint8Array, maxBytes?: number, flags = 0): number {
    return tryRecvInto(this.#state, buffer, maxBytes, flags);
  }

  /**
   * Receives at most `maxBytes` of one datagram (the rest is lost), and its sender.
   * @throws as `recv`
   */
  recvfrom(maxBytes: number, flags = 0): Datagram<A> {
    return block(
      this.#state,
      recvfrom(enter(this.#state, 'recvfrom'), maxBytes, flags),
    ) as Datagram<A>;
  }

  /** Like `recvfrom`, but never waits: null when there is no datagram. */
  tryRecvfrom(maxBytes: number, flags = 0): Datagram<A> | null {
    return tryRecvfrom(this.#state, maxBytes, flags) as Datagram<A> | null;
  }

  /**
   * Receives one datagram into `buffer` and returns its length and sender.
   * @throws as `recv`
   */
  recvfromInto(buffer: Uint8Array, maxBytes?: number, flags = 0): DatagramInfo<A> {
    return block(
      this.#state,
      recvfromInto(enter(this.#state, 'recvfrom'), buffer, maxBytes, flags),
    ) as DatagramInfo<A>;
  }

  /** Like `recvfromInto`, but never waits: null when there is no datagram. */
  tryRecvfromInto(buffer: Uint8Array, maxBytes?: number, flags = 0): DatagramInfo<A> | null {
    return tryRecvfromInto(this.#state, buffer, maxBytes, flags) as DatagramInfo<A> | null;
  }

  // Sending

  /**
   * Sends bytes and returns how many the kernel took. A stream socket without timeout waits until
   * the kernel took all, as send(2) does; with a timeout, or non-blocking, the kernel may take fewer.
   *
   * @throws {BlockingIOError} EAGAIN when the timeout is 0 and the queue is full
   * @throws {SocketTimeoutError} ETIMEDOUT
   * @throws {BrokenPipeError} EPIPE; SIGPIPE is never raised
   * @throws {ConnectionResetError} ECONNRESET
   * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
   * An error after a part was sent has `bytesSent`.
   * @param offset - where in the bytes to begin; `length` is how many to send (default: the rest).
   *   With them a part of a reused buffer needs no view, which would cost more than this call.
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when `offset` and `length` exceed the bytes
   */
  send(data: Sendable, flags = 0, offset = 0, length?: number): number {
    return block(this.#state, send(enter(this.#state, 'send'), data, flags, offset, length));
  }

  /** Like `send`, but never waits: -1 when the queue is full, else how many bytes the kernel took, perhaps not all. */
  trySend(data: Sendable, flags = 0, offset = 0, length?: number): number {
    return trySend(this.#state, data, flags, offset, length);
  }

  /**
   * Sends everything. The timeout limits the whole call. Every `SocketError` that it throws has
   * `bytesSent`, even when the peer never reads and the wait is interrupted.
   * @throws as `send`; on a non-blocking socket BlockingIOError as soon as the queue is full
   */
  sendall(data: Sendable, flags = 0, offset = 0, length?: number): void {
    block(this.#state, sendall(enter(this.#state, 'sendall'), data, flags, offset, length));
  }

  /**
   * Sends one datagram to `address`, whose host may be a name, `''` or `'<broadcast>'`.
   * @throws as `send`; EMSGSIZE when the datagram is too long; AddressInfoError
   */
  sendto(data: Sendable, address: A, flags = 0): number {
    return block(this.#state, sendto(enter(this.#state, 'sendto'), data, address, flags));
  }

  /** Like `sendto`, but never waits (except for resolving a name): -1 when the queue is full. */
  trySendto(data: Sendable, address: A, flags = 0): number {
    return trySendto(this.#state, data, address, flags);
  }

  /**
   * Sends a file, or `count` bytes of it, and returns how many bytes were sent. With `offset` null (default)
   * it starts at the file's own position and moves it; with a number it does not change the position.
   * It works on blocking stream sockets and those with a timeout. The timeout limits the whole call. Errors have
   * `bytesSent`. Pipes and other files that sendfile(2) refuses are read and sent.
   * @throws {TypeError} ERR_FDSET_UNSUPPORTED for another type of socket or a non-blocking one
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for a count below 1 or a negative offset
   */
  sendfile(file: DescriptorLike, offset: number | null = null, count?: number): number {
    return block(this.#state, sendfile(this.#state, file, offset, count));
  }

  // Messages: several buffers at once, descriptors and other control messages

  /**
   * Sends one message gathered from one or several buffers and returns how many bytes the kernel
   * took (all of them on a blocking stream socket). See sendmsg(2).
   * @throws as `send`; EMSGSIZE, EPERM for foreign credentials, EBADF for a closed descriptor
   */
  sendmsg(data: Sendable | readonly Sendable[], options: SendmsgOptions<A> = {}): number {
    return block(this.#state, sendmsg(enter(this.#state, 'sendmsg'), data, options));
  }

  /** Like `sendmsg`, but never waits: -1 when the queue is full. */
  trySendmsg(data: Sendable | readonly Sendable[], options: SendmsgOptions<A> = {}): number {
    return trySendmsg(this.#state, data, options);
  }

  /**
   * Receives at most `maxBytes` of one message, with descriptors if `maxFds` is set and with other control messages if
   * `controlBytes` is set. Received descriptors, in `fds` and `pidfd`, are close-on-exec, and the caller must close them.
   *
   * If there was not enough room, `flags` has MSG_TRUNC (bytes) or MSG_CTRUNC (descriptors, control messages).
   * Descriptors without room are closed; without `maxFds` these are all descriptors.
   * @throws as `recv`
   */
  recvmsg(maxBytes: number, options: RecvmsgOptions = {}): Message<A> {
    return block(
      this.#state,
      recvmsg(enter(this.#state, 'recvmsg'), maxBytes, options),
    ) as Message<A>;
  }

  /** Like `recvmsg`, but never waits: null when there is no message. */
  tryRecvmsg(maxBytes: number, options: RecvmsgOptions = {}): Message<A> | null {
    return tryRecvmsg(this.#state, maxBytes, options) as Message<A> | null;
  }

  /**
   * Like `recvmsg`, but receives into the caller's buffers, which it fills in order.
   * @throws as `recv`
   */
  recvmsgInto(
    buffers: Uint8Array | readonly Uint8Array[],
    options: RecvmsgOptions = {},
  ): MessageInfo<A> {
    return block(
      this.#state,
      recvmsgInto(enter(this.#state, 'recvmsg'), buffers, options),
    ) as MessageInfo<A>;
  }

  /**
   * Passes descriptors over a Unix socket, with at least one byte of data; they stay open in this process.
   * @throws as `sendmsg`
   */
  sendFds(data: Sendable | readonly Sendable[], fds: readonly DescriptorLike[], flags = 0): number {
    return this.sendmsg(data, { fds, flags });
  }

  /**
   * Receives data with at most `maxFds` descriptors. If more were sent, the kernel closes the rest
   * and `flags` has MSG_CTRUNC. A process descriptor of the sender (SO_PASSPIDFD) is closed; see `recvmsg`.
   * @throws as `recv`
   */
  recvFds(maxBytes: number, maxFds: number, flags = 0): ReceivedFds<A> {
    return toReceivedFds(
      this.recvmsg(maxBytes, { maxFds: checkByteCount(maxFds, 'maxFds'), flags }),
    );
  }

  // Bursts of datagrams: one system call for many

  /**
   * Waits for a datagram up to the timeout, then receives all that are there, 1 to `maxMessages` (at most 1024; fewer if that
   * many of `maxBytes` would take more than 16 MiB). The data of one call are views of one block of memory, which is as large
   * as they are together. On a connection each message is the result of one `recv`; an empty last one, at most one per batch,
   * is the end of the stream. With MSG_PEEK it receives the next message only. It receives no control messages: see
   * `recvmsg`. See recvmmsg(2); on systems without it (macOS) each datagram takes one system call.
   * @throws as `recv`; RangeError ERR_FDSET_OUT_OF_RANGE
   */
  recvmmsg(maxMessages: number, maxBytes: number, flags = 0): BatchMessage<A>[] {
    return block(
      this.#state,
      recvmmsg(enter(this.#state, 'recvmmsg'), maxMessages, maxBytes, flags),
    ) as BatchMessage<A>[];
  }

  /** Like `recvmmsg`, but never waits: null when there is no datagram. */
  tryRecvmmsg(maxMessages: number, maxBytes: number, flags = 0): BatchMessage<A>[] | null {
    return tryRecvmmsg(this.#state, maxMessages, maxBytes, flags) as BatchMessage<A>[] | null;
  }

  /**
   * Sends datagrams and returns how many were sent. A socket without timeout waits until all were sent;
   * with a timeout, or non-blocking, it may send fewer, but at least one. It throws only if the first datagram fails. If a later
   * one fails, the returned number is its index, and sending that one again throws its error. See
   * sendmmsg(2).
   * @throws as `sendto`
   */
  sendmmsg(messages: readonly BatchSend<A>[], flags = 0): number {
    return block(this.#state, sendmmsg(enter(this.#state, 'sendmmsg'), messages, flags));
  }

  /** Like `sendmmsg`, but never waits: -1 when the queue is full, else how many were sent, at most 1024. */
  trySendmmsg(messages: readonly BatchSend<A>[], flags = 0): number {
    return trySendmmsg(this.#state, messages, flags);
  }

  // Time stamps

  /**
   * Receives one message of at most `maxBytes`, as `recv` does, and measures how long it waited for the
   * data, took to wake up, and copied. Without a stamp (see `setTimestamps`; the end of a stream has none
   * either) the first two are null. Descriptors that were sent with the message are closed.
   *
   * Not guaranteed: stamps use CLOCK_REALTIME, so setting that clock meanwhile falsifies the phases.
   * @throws as `recv`
   */
  recvPhases(maxBytes: number, options: ReadPhasesOptions = {}): PhasedMessage<A> {
    return block(
      this.#state,
      recvPhases(enter(this.#state, 'recvmsg'), maxBytes, options),
    ) as PhasedMessage<A>;
  }

  /** Like `recvPhases`, but never waits: null when there is no message. */
  tryRecvPhases(maxBytes: number, options: ReadPhasesOptions = {}): PhasedMessage<A> | null {
    return tryRecvPhases(this.#state, maxBytes, options) as PhasedMessage<A> | null;
  }

  /**
   * Like `recvPhases`, but receives into the caller's buffer. Memory that was used before causes no page faults, which
   * `copyingNs` would include.
   * @throws as `recv`
   */
  recvPhasesInto(buffer: Uint8Array, options: ReadPhasesOptions = {}): PhasedBytes<A> {
    return block(
      this.#state,
      recvPhasesInto(enter(this.#state, 'recvmsg'), buffer, options),
    ) as PhasedBytes<A>;
  }
}

const wrapAccepted = <A extends Address>(
  listener: SocketState,
  accepted: Accepted,
): [Socket<A>, A] => {
  const { family, type, protocol } = listener;
  const state = new SocketState(accepted.fd, family, type, protocol);
  return [adoptSocket(state), accepted.address as A];
};

/** Makes a Socket over an existing state; only for the files of this package. */
export const adoptSocket = <A extends Address>(state: SocketState): Socket<A> =>
  new (Socket as unknown as new (inside: SocketState) => Socket<A>)(state);
