// Socket, the class users hold: a facade in which each method is one line. What the verbs do is in verbs/ (attempts, which
// never wait), how this thread waits in block.ts, what a Socket is underneath in socket-state.ts.
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
import type { Address, Credentials, InspectArguments } from '@fdset/posix';
import { checkByteCount } from './arguments.js';
import type { DescriptorLike, Sendable } from './arguments.js';
import { blockRecv, blockRecvInto } from './block-recv.js';
import { block, enter } from './block.js';
import { describeDescriptor, trustDescriptor } from './describe-descriptor.js';
import type { KnownSocket } from './describe-descriptor.js';
import type { RecvmsgOptions } from './incoming-message.js';
import { inspectSocket } from './inspect-socket.js';
import type { SendmsgOptions } from './outgoing-message.js';
import type { PhasedBytes, PhasedMessage, ReadPhasesOptions } from './read-phases.js';
import { resolveOnce } from './resolve-address.js';
import { openInside } from './socket-inside.js';
import { setTimeoutOf, timeoutFor } from './socket-mode.js';
import { getOption, joining, leaving, setOption } from './socket-options.js';
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
 * thread as `settimeout` says; the wait ends when the worker is terminated or the process exits.
 * One object owns the descriptor: close it, `using` it, or give the number away with `detach()`.
 *
 * @typeParam A - what its addresses are, where that is known: `Socket<InetAddress>`, `Socket<UnixAddress>`.
 */
export class Socket<A extends Address = Address> {
  readonly #state: SocketState;

  static {
    openInside({
      stateOf: (socket) => (socket as Socket).#state,
      isSocket: (value) => typeof value === 'object' && value !== null && #state in value,
    });
  }

  /**
   * Makes a socket; defaults: AF_INET, SOCK_STREAM, the type's own protocol. SOCK_NONBLOCK in the type
   * is a timeout of 0; it is close-on-exec whether or not SOCK_CLOEXEC is in it.
   * @throws {SocketError} EAFNOSUPPORT, EPROTONOSUPPORT, EMFILE and others; see socket(2)
   */
  constructor(family?: number, type?: number, protocol?: number);
  constructor(family: number | SocketState = AF_INET, type = SOCK_STREAM, protocol = 0) {
    const inside = family instanceof SocketState ? family : openState(family, type, protocol);
    this.#state = inside;
    closeWhenCollected(this, inside);
  }

  /**
   * Takes over a descriptor that was made elsewhere; from now on this object closes it. Family, type
   * and protocol are asked of the kernel, and a non-blocking descriptor gives a timeout of 0. Told
   * instead, as by the thread that detached the socket, they are believed: no call, no check.
   * @throws {SocketError} EBADF, or ENOTSOCK when it is not a socket; the descriptor stays yours
   * @throws {TypeError|RangeError} when what is told is no number
   */
  static fromFd<A extends Address = Address>(fd: number, known?: KnownSocket): Socket<A> {
    return adoptSocket(known === undefined ? describeDescriptor(fd) : trustDescriptor(fd, known));
  }

  /**
   * A second Socket over a duplicate of the descriptor, with the same timeout.
   * @throws {SocketError} EMFILE
   */
  dup(): Socket<A> {
    return adoptSocket(duplicateState(this.#state));
  }

  // What it is

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

  /** True once the socket was closed or detached. */
  get closed(): boolean {
    return fdOf(this.#state) < 0;
  }

  /** The descriptor, or -1 once the socket was closed or detached. */
  fileno(): number {
    return fdOf(this.#state);
  }

  // How its calls wait

  /**
   * Limits how long one call may wait: `null` for ever (the default), 0 not at all (the calls throw
   * `BlockingIOError`), else milliseconds, after which they throw `SocketTimeoutError`.
   *
   * The descriptor itself is blocking for `null` and non-blocking (`O_NONBLOCK`) otherwise. That flag
   * is shared by all duplicates of the socket; the timeout is this object's own.
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

  // Its end

  /**
   * Closes the descriptor; calling it again, or after `detach()`, does nothing. Any later use throws
   * the closed error and never reaches a number that the system has given to somebody else.
   */
  close(): void {
    closeState(this.#state);
  }

  /** Closes, so that `using socket = ...` does. */
  [Symbol.dispose](): void {
    closeState(this.#state);
  }

  /**
   * Gives the descriptor away without closing it and returns its number; every later use of this
   * object throws ERR_FDSET_DETACHED. A Unix path that this socket would have unlinked stays.
   * @throws {TypeError} ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  detach(): number {
    return detachState(this.#state);
  }

  /**
   * Ends one or both directions: SHUT_RD, SHUT_WR or SHUT_RDWR, for every holder of the socket.
   * @throws {SocketError} ENOTCONN
   */
  shutdown(how: number): void {
    shutdown(requireFd(this.#state), how);
  }

  // Names and peers

  /**
   * Names the socket. The host may be a name, or `''` for every local address; port 0 takes a free
   * one. A Unix path of `''` takes a free abstract name, `'\0name'` is an abstract name (Linux).
   * @throws {SocketError} EADDRINUSE, EADDRNOTAVAIL, EACCES; names the address
   */
  bind(address: A): void;
  bind(address: Address, next?: unknown): void {
    const resolved = resolveOnce(this.#state, address, next);
    bind(requireFd(this.#state), resolved);
  }

  /**
   * The address this socket is bound to; a Unix socket without a name has the path `''`.
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
   * Process, user and group id of the process at the other end of a Unix socket, as they were when
   * it connected or listened.
   * @throws {SocketError}
   */
  getPeerCredentials(): Credentials {
    return getPeerCredentials(requireFd(this.#state));
  }

  // Connecting and accepting

  /**
   * Makes it a listener whose queue holds `backlog` connections; default SOMAXCONN.
   * @throws {SocketError}
   */
  listen(backlog = SOMAXCONN): void {
    listen(requireFd(this.#state), backlog);
  }

  /**
   * Takes the next connection. It is blocking whatever this listener's timeout is.
   * @throws {BlockingIOError} EAGAIN when the timeout is 0 and nobody waits
   * @throws {SocketTimeoutError} ETIMEDOUT
   * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
   * @throws {SocketError} EMFILE, ECONNABORTED and others; see accept(2)
   */
  accept(): [conn: Socket<A>, address: A] {
    return wrapAccepted(this.#state, block(this.#state, accept(enter(this.#state, 'accept'))));
  }

  /** `accept` that never waits: null when nobody waits, whatever the timeout. */
  tryAccept(): [conn: Socket<A>, address: A] | null {
    const accepted = tryAccept(this.#state);
    return accepted === null ? null : wrapAccepted(this.#state, accepted);
  }

  /**
   * Connects. After a timeout or an interruption the kernel goes on; connecting again waits for it.
   * @throws {ConnectionRefusedError} ECONNREFUSED; every error names the address
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
   * `connect` that returns the error number instead of throwing: 0 when connected, else a positive
   * errno (see `errnoNumbers`), ETIMEDOUT when the limit was reached. Misuse, names that do not
   * resolve and InterruptedError are still thrown.
   */
  connectEx(address: A): number;
  connectEx(address: Address, next?: unknown): number {
    return block(this.#state, connectEx(this.#state, address, next));
  }

  /**
   * Starts to connect and never waits: true when connected, false while it is in progress; then
   * the socket polls as writable at the end and `getsockopt(SOL_SOCKET, SO_ERROR)` tells how.
   * @throws as `connect`; EALREADY when an attempt is in progress
   */
  tryConnect(address: A): boolean;
  tryConnect(address: Address, next?: unknown): boolean {
    return tryConnect(this.#state, address, next);
  }

  // Receiving

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
    return blockRecv(this.#state, maxBytes, flags);
  }

  /** `recv` that never waits: null when nothing is there. */
  tryRecv(maxBytes: number, flags = 0): Buffer | null {
    return tryRecv(this.#state, maxBytes, flags);
  }

  /**
   * Receives into `buffer`, at most `maxBytes` (default: its length), and returns their number; 0
   * means end of stream. The fastest way to receive. With MSG_TRUNC a datagram's own length is
   * returned, which may be more.
   * @throws as `recv`
   */
  recvInto(buffer: Uint8Array, maxBytes?: number, flags = 0): number {
    return blockRecvInto(this.#state, buffer, maxBytes, flags);
  }

  /** `recvInto` that never waits: -1 when nothing is there. */
  tryRecvInto(buffer: Uint8Array, maxBytes?: number, flags = 0): number {
    return tryRecvInto(this.#state, buffer, maxBytes, flags);
  }

  /**
   * Receives one datagram of at most `maxBytes` (the rest of a longer one is lost) and its sender.
   * @throws as `recv`
   */
  recvfrom(maxBytes: number, flags = 0): Datagram<A> {
    return block(
      this.#state,
      recvfrom(enter(this.#state, 'recvfrom'), maxBytes, flags),
    ) as Datagram<A>;
  }

  /** `recvfrom` that never waits: null when nothing is there. */
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

  /** `recvfromInto` that never waits: null when nothing is there. */
  tryRecvfromInto(buffer: Uint8Array, maxBytes?: number, flags = 0): DatagramInfo<A> | null {
    return tryRecvfromInto(this.#state, buffer, maxBytes, flags) as DatagramInfo<A> | null;
  }

  // Sending

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
    return block(this.#state, send(enter(this.#state, 'send'), data, flags, offset, length));
  }

  /** `send` that never waits: -1 when the queue is full, else what it took, perhaps not all. */
  trySend(data: Sendable, flags = 0, offset = 0, length?: number): number {
    return trySend(this.#state, data, flags, offset, length);
  }

  /**
   * Sends everything. The timeout bounds the whole call. Every `SocketError` it throws carries
   * `bytesSent`, also when the peer never reads and the wait is interrupted.
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

  /** `sendto` that never waits (save for resolving a name): -1 when the queue is full. */
  trySendto(data: Sendable, address: A, flags = 0): number {
    return trySendto(this.#state, data, address, flags);
  }

  /**
   * Sends a file, or `count` bytes of it, and returns how many bytes went. `offset` null (default)
   * starts at the file's own position and moves it by what was sent; a number leaves it alone.
   * Stream sockets only, not non-blocking ones. The timeout bounds the whole call. Errors carry
   * `bytesSent`. Pipes and other files that sendfile(2) refuses are read and sent.
   * @throws {TypeError} ERR_FDSET_UNSUPPORTED for another type of socket or a non-blocking one
   * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for a count below 1 or a negative offset
   */
  sendfile(file: DescriptorLike, offset: number | null = null, count?: number): number {
    return block(this.#state, sendfile(this.#state, file, offset, count));
  }

  // Messages: several buffers at once, and what travels beside the bytes

  /**
   * Sends one message gathered from one or several buffers and returns how many bytes the kernel
   * took (all of them on a blocking stream socket). See sendmsg(2).
   * @throws as `send`; EMSGSIZE, EPERM for foreign credentials, EBADF for a closed descriptor
   */
  sendmsg(data: Sendable | readonly Sendable[], options: SendmsgOptions<A> = {}): number {
    return block(this.#state, sendmsg(enter(this.#state, 'sendmsg'), data, options));
  }

  /** `sendmsg` that never waits: -1 when the queue is full. */
  trySendmsg(data: Sendable | readonly Sendable[], options: SendmsgOptions<A> = {}): number {
    return trySendmsg(this.#state, data, options);
  }

  /**
   * Receives one message of at most `maxBytes` and what was asked for of what comes beside it:
   * descriptors with `{ maxFds }`, anything else with `{ controlBytes }`. Received descriptors, those in
   * `fds` and `pidfd`, are close-on-exec and yours to close.
   *
   * Where there was no room `flags` has MSG_TRUNC (bytes) or MSG_CTRUNC (descriptors, control messages).
   * Descriptors without room are closed: without `maxFds` that is all of them.
   * @throws as `recv`
   */
  recvmsg(maxBytes: number, options: RecvmsgOptions = {}): Message<A> {
    return block(
      this.#state,
      recvmsg(enter(this.#state, 'recvmsg'), maxBytes, options),
    ) as Message<A>;
  }

  /** `recvmsg` that never waits: null when nothing is there. */
  tryRecvmsg(maxBytes: number, options: RecvmsgOptions = {}): Message<A> | null {
    return tryRecvmsg(this.#state, maxBytes, options) as Message<A> | null;
  }

  /**
   * `recvmsg` scattered into the caller's buffers; `bytesReceived` counts through them in order.
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
   * Passes descriptors over a Unix socket, beside at least one byte of data; they stay open here.
   * @throws as `sendmsg`
   */
  sendFds(data: Sendable | readonly Sendable[], fds: readonly DescriptorLike[], flags = 0): number {
    return this.sendmsg(data, { fds, flags });
  }

  /**
   * Receives data with at most `maxFds` descriptors. When more were sent the kernel closes the rest
   * and `flags` has MSG_CTRUNC. A descriptor of the sender (SO_PASSPIDFD) is closed: see `recvmsg`.
   * @throws as `recv`
   */
  recvFds(maxBytes: number, maxFds: number, flags = 0): ReceivedFds<A> {
    return toReceivedFds(
      this.recvmsg(maxBytes, { maxFds: checkByteCount(maxFds, 'maxFds'), flags }),
    );
  }

  // Bursts of datagrams: one system call for many

  /**
   * Receives the datagrams that are there, 1 to `maxMessages` (at most 1024; fewer where that many
   * of `maxBytes` would take more than 16 MiB), waiting for the first as the timeout says. The
   * data of one call are views of one block of memory, no larger than they are together. On a
   * connection each is what one `recv` gives, and an empty last one is the end, once in each batch.
   * With MSG_PEEK it is the next message alone. Control messages are not received: see `recvmsg`. See
   * recvmmsg(2); where there is none (macOS) it makes one system call for each.
   * @throws as `recv`; RangeError ERR_FDSET_OUT_OF_RANGE
   */
  recvmmsg(maxMessages: number, maxBytes: number, flags = 0): BatchMessage<A>[] {
    return block(
      this.#state,
      recvmmsg(enter(this.#state, 'recvmmsg'), maxMessages, maxBytes, flags),
    ) as BatchMessage<A>[];
  }

  /** `recvmmsg` that never waits: null when nothing is there. */
  tryRecvmmsg(maxMessages: number, maxBytes: number, flags = 0): BatchMessage<A>[] | null {
    return tryRecvmmsg(this.#state, maxMessages, maxBytes, flags) as BatchMessage<A>[] | null;
  }

  /**
   * Sends datagrams and returns how many went. A socket without timeout waits until all have gone;
   * with one, or non-blocking, it may be fewer, but at least one. Only a failure of the first is
   * thrown: when a later one fails, the number says which, and sending that one again says why. See
   * sendmmsg(2).
   * @throws as `sendto`
   */
  sendmmsg(messages: readonly BatchSend<A>[], flags = 0): number {
    return block(this.#state, sendmmsg(enter(this.#state, 'sendmmsg'), messages, flags));
  }

  /** `sendmmsg` that never waits: -1 when the queue is full, else how many went, at most 1024. */
  trySendmmsg(messages: readonly BatchSend<A>[], flags = 0): number {
    return trySendmmsg(this.#state, messages, flags);
  }

  // When messages arrived

  /**
   * Lets the kernel stamp what arrives (`false`: no longer); `recvmsg` then has `timestampNs`, and
   * `recvPhases` its three phases. SO_TIMESTAMPING on streams and for hardware stamps (`recvmsg` has
   * `timestamps` as well), else SO_TIMESTAMPNS. A listener's setting is inherited by what it accepts.
   *
   * Not guaranteed: the kernel begins to stamp packets a moment after it was asked to (a
   * work queue, some 0.1 ms); what came earlier has no stamp, or, in `recvmsg` of a datagram, that of
   * its reception. On a stream the stamp is that of the last segment that was read, or merged into it.
   *
   * Linux. Source: socket(7), Documentation/networking/timestamping.rst of Linux.
   * @throws {TypeError} ERR_FDSET_UNSUPPORTED for Unix streams, for hardware stamps on a Unix socket,
   *   and where the platform has none
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  setTimestamps(how: boolean | TimestampOptions): void {
    setTimestamps(this.#state, how);
  }

  /**
   * Receives one message of at most `maxBytes`, as `recv` does, and tells how long it waited for the
   * data, took to wake up, and copied. Without a stamp (see `setTimestamps`; the end of a stream has none
   * either) the first two are null. Descriptors that were sent along are closed.
   *
   * Not guaranteed: stamps are of CLOCK_REALTIME, so a clock that is set meanwhile shows in the phases.
   * @throws as `recv`
   */
  recvPhases(maxBytes: number, options: ReadPhasesOptions = {}): PhasedMessage<A> {
    return block(
      this.#state,
      recvPhases(enter(this.#state, 'recvmsg'), maxBytes, options),
    ) as PhasedMessage<A>;
  }

  /** `recvPhases` that never waits: null when nothing is there. */
  tryRecvPhases(maxBytes: number, options: ReadPhasesOptions = {}): PhasedMessage<A> | null {
    return tryRecvPhases(this.#state, maxBytes, options) as PhasedMessage<A> | null;
  }

  /**
   * `recvPhases` into the caller's buffer: memory that was used before costs no page faults, which
   * `copyingNs` would count.
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
   * Reads an option: as a number, or with `maxBytes` as the bytes of its C structure.
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
   * Sets SO_LINGER: `null` lets close go on in the background (the default), 0 makes close send a
   * reset (RST) and drop what is unsent, more lets close wait for that many seconds.
   */
  setLinger(seconds: number | null): void {
    const linger = encodeLinger({ on: seconds !== null, seconds: seconds ?? 0 });
    this.setsockopt(SOL_SOCKET, SO_LINGER, linger);
  }

  /**
   * Joins a multicast group, on the interface with this address (IPv4) or index (IPv6), else on the
   * system's choice.
   * @throws {SocketError} ENODEV, EADDRINUSE when already joined
   */
  joinGroup(group: string, onInterface?: string | number): void {
    this.setsockopt(...joining(this.family, group, onInterface));
  }

  /**
   * Leaves a multicast group that `joinGroup` joined with the same interface.
   * @throws {SocketError} EADDRNOTAVAIL when it was not joined
   */
  leaveGroup(group: string, onInterface?: string | number): void {
    this.setsockopt(...leaving(this.family, group, onInterface));
  }

  // What `console.log` shows

  /** `console.log(socket)`: its state, addresses, family, type, descriptor and timeout. */
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

/** A Socket over a state that exists; for the files of this package only. */
export const adoptSocket = <A extends Address>(state: SocketState): Socket<A> =>
  new (Socket as unknown as new (inside: SocketState) => Socket<A>)(state);
