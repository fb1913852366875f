// The class Socket, a facade whose methods have one line each. verbs/ has the verbs (attempts, which never wait), block.ts the
// waiting of this thread, socket-state.ts the state of a Socket.
import { inspect } from 'node:util';
import {
  AF_INET,
  SOCK_STREAM,
  SOL_SOCKET,
  SOMAXCONN,
  SO_LINGER,
  bind,
  classNameOf,
  decodeLinger,
  encodeLinger,
  getPeerCredentials,
  getpeername,
  getsockname,
  inspectLine,
  listen,
  shutdown,
} from '@fdset/posix';
import type {
  Address,
  Credentials,
  DescriptorLike,
  InspectArguments,
  Sendable,
} from '@fdset/posix';
import { checkByteCount } from './arguments.js';
import { blockRecv, blockRecvInto } from './block-recv.js';
import { block, enter } from './block.js';
import { describeDescriptor, trustDescriptor } from './describe-descriptor.js';
import type { KnownSocket } from './describe-descriptor.js';
import type { RecvmsgOptions } from './incoming-message.js';
import { inspectSocket } from './inspect-socket.js';
import type { SendmsgOptions } from './outgoing-message.js';
import type { PhasedBytes, PhasedMessage, ReadPhasesOptions } from './read-phases.js';
import { chunks, recycle } from './recycle.js';
import { resolveOnce } from './resolve-address.js';
import { provideAccess } from './socket-inside.js';
import { setTimeoutOf, timeoutFor } from './socket-mode.js';
import { getOption, joinOption, leaveOption, setOption } from './socket-options.js';
import {
  SocketState,
  closeState,
  closeWhenCollected,
  detachState,
  duplicateState,
  fdOf,
  openState,
  requireFd,
} from './socket-state.js';
import { setTimestamps } from './timestamp-option.js';
import type { TimestampOptions } from './timestamp-option.js';
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
export class Socket<A extends Address = Address> {
  readonly #state: SocketState;

  static {
    provideAccess({
      stateOf: (socket) => (socket as Socket).#state,
      isSocket: (value) => typeof value === 'object' && value !== null && #state in value,
    });
  }

  /**
   * Makes a socket; defaults: AF_INET, SOCK_STREAM, the type's own protocol. SOCK_NONBLOCK in the type
   * means a timeout of 0. The socket is close-on-exec with or without SOCK_CLOEXEC in the type.
   * @throws {SocketError} EAFNOSUPPORT, EPROTONOSUPPORT, EMFILE and others; see socket(2)
   */
  constructor(family?: number, type?: number, protocol?: number);
  constructor(family: number | SocketState = AF_INET, type = SOCK_STREAM, protocol = 0) {
    const inside = family instanceof SocketState ? family : openState(family, type, protocol);
    this.#state = inside;
    closeWhenCollected(this, inside);
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

  // Properties

  /** The address family, such as `AF_INET`; stays readable after close. */
  get family(): number {
    return this.#state.family;
  }

  /** The socket type, such as `SOCK_STREAM`; stays readable after close. */
  get type(): number {
    return this.#state.type;
  }

  /** The protocol number, 0 for the family's default; stays readable after close. */
  get protocol(): number {
    return this.#state.protocol;
  }

  /** True after the socket was closed or detached. */
  get closed(): boolean {
    return fdOf(this.#state) < 0;
  }

  /** The descriptor, or -1 after the socket was closed or detached. */
  fileno(): number {
    return fdOf(this.#state);
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

  /**
   * Ends one or both directions (SHUT_RD, SHUT_WR or SHUT_RDWR) for all holders of the socket.
   * @throws {SocketError} ENOTCONN
   */
  shutdown(how: number): void {
    shutdown(requireFd(this.#state), how);
  }

  // Names and peers

  /**
   * Binds the socket to an address. The host may be a name, or `''` for every local address; port 0 takes a free
   * port. A Unix path of `''` takes a free abstract name, `'\0name'` is an abstract name (Linux).
   * @throws {SocketError} EADDRINUSE, EADDRNOTAVAIL, EACCES; the message has the address
   */
  bind(address: A): void;
  bind(address: Address, next?: unknown): void {
    const resolved = resolveOnce(this.#state, address, next);
    bind(requireFd(this.#state), resolved);
  }

  /**
   * The address to which this socket is bound; a Unix socket without a name has the path `''`.
   * @throws {SocketError}
   */
  getsockname(): A {
    return getsockname(requireFd(this.#state)) as A;
  }

  /**
   * The address of the peer.
   * @throws {SocketError} ENOTCONN
   */
  getpeername(): A {
    return getpeername(requireFd(this.#state)) as A;
  }

  /**
   * The process, user and group id of the peer of a Unix socket at the time when it connected or listened.
   * @throws {SocketError}
   */
  getPeerCredentials(): Credentials {
    return getPeerCredentials(requireFd(this.#state));
  }

  // Connecting and accepting

  /**
   * Makes the socket a listener with a queue for `backlog` connections; default SOMAXCONN.
   * @throws {SocketError}
   */
  listen(backlog = SOMAXCONN): void {
    listen(requireFd(this.#state), backlog);
  }

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
   * emptying them, chunks below 64 KiB stay as they are. On a datagram socket a chunk is a datagram, and there is no end.
   * @throws as `recv`; RangeError ERR_FDSET_OUT_OF_RANGE also when `maxBytes` is 0
   */
  chunks(maxBytes: number, flags = 0): Generator<Buffer, undefined> {
    return chunks(this.#state, maxBytes, flags);
  }

  /**
   * Gives the memory of a result of `recv` or `recvfrom` back, so that later results use it: new memory costs several times
   * as much, most of all for large results and in the first seconds of a program. `data` is empty afterwards, and so is
   * every other Buffer that shares its memory. Nothing may be using it, such as a write of a file that has not ended.
   *
   * Results have memory of their own only after the first call on this socket. A result that shares memory with others stays
   * as it is: results before that call, results below a sixteenth of `maxBytes`, and on Node 20 results of a `maxBytes`
   * below 64 KiB. It may be called after `close`.
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE when `data` is no Buffer or Uint8Array
   */
  recycle(data: Uint8Array): void {
    recycle(this.#state, data);
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
   * Makes the kernel stamp messages at their arrival; `false` stops it. The result of `recvmsg` then has `timestampNs`, and
   * that of `recvPhases` three phases. The option is SO_TIMESTAMPING on streams and for hardware stamps (the result of
   * `recvmsg` then also has `timestamps`), else SO_TIMESTAMPNS. Accepted connections inherit the setting of their listener.
   *
   * Not guaranteed: the kernel begins to stamp packets a moment after the request (a work queue, some 0.1 ms). An earlier
   * packet has no stamp or, in `recvmsg` of a datagram, the stamp of its reception. On a stream the stamp is that of the last
   * segment that was read, or that was merged into it.
   *
   * Linux only. Source: socket(7), Documentation/networking/timestamping.rst of Linux.
   * @throws {TypeError} ERR_FDSET_UNSUPPORTED for Unix streams, for hardware stamps on a Unix socket,
   *   and on platforms without time stamps
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  setTimestamps(how: boolean | TimestampOptions): void {
    setTimestamps(this.#state, how);
  }

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

  // Options

  /**
   * Reads an option as a number, or with `maxBytes` as the bytes of its C structure.
   * @throws {SocketError} ENOPROTOOPT and others; see getsockopt(2)
   */
  getsockopt(level: number, name: number): number;
  getsockopt(level: number, name: number, maxBytes: number): Buffer;
  getsockopt(level: number, name: number, maxBytes?: number): number | Buffer {
    return getOption(this.#state, level, name, maxBytes);
  }

  /**
   * Sets an option to an int, to a flag (`true` is 1), or to the bytes of its C structure.
   * @throws {SocketError} ENOPROTOOPT, EINVAL, EPERM and others; see setsockopt(2)
   */
  setsockopt(level: number, name: number, value: number | boolean | Uint8Array): void {
    setOption(this.#state, level, name, value);
  }

  /** The SO_LINGER setting in whole seconds; `null` when it is off. */
  getLinger(): number | null {
    const { on, seconds } = decodeLinger(this.getsockopt(SOL_SOCKET, SO_LINGER, 8));
    return on ? seconds : null;
  }

  /**
   * Sets SO_LINGER. With `null` (the default) close goes on in the background, with 0 close sends a
   * reset (RST) and drops unsent data, with more close waits for that many seconds.
   */
  setLinger(seconds: number | null): void {
    const linger = encodeLinger({ on: seconds !== null, seconds: seconds ?? 0 });
    this.setsockopt(SOL_SOCKET, SO_LINGER, linger);
  }

  /**
   * Joins a multicast group on the interface with this address (IPv4) or index (IPv6); without it the system chooses.
   * @throws {SocketError} ENODEV, EADDRINUSE when the group is joined already
   */
  joinGroup(group: string, onInterface?: string | number): void {
    this.setsockopt(...joinOption(this.family, group, onInterface));
  }

  /**
   * Leaves a multicast group that `joinGroup` joined with the same interface.
   * @throws {SocketError} EADDRNOTAVAIL when the group was not joined
   */
  leaveGroup(group: string, onInterface?: string | number): void {
    this.setsockopt(...leaveOption(this.family, group, onInterface));
  }

  // Inspection

  /** `console.log(socket)` shows its state, addresses, family, type, descriptor and timeout. */
  [inspect.custom](...given: InspectArguments): string {
    return inspectLine(classNameOf(this, 'Socket'), () => inspectSocket(this.#state), ...given);
  }

  /** The same in a string. */
  toString(): string {
    return this[inspect.custom]();
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
