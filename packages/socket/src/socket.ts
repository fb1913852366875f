// Socket, the class users hold: making, naming, connecting and accepting. What it inherits is in
// socket-handle.ts (end and timeout), socket-options.ts, socket-receiver.ts, socket-sender.ts,
// socket-messages.ts, socket-batches.ts and socket-timestamps.ts.
import {
  AF_INET,
  SOCK_STREAM,
  SOMAXCONN,
  InterruptedError,
  SocketError,
  argTypeError,
  bind,
  dup,
  listen,
  rangeError,
  shutdown,
  socket,
  tryAccept,
  tryConnect,
} from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { accept } from './accept.js';
import type { Accepted } from './accept.js';
import { toDescriptor } from './arguments.js';
import type { DescriptorLike } from './arguments.js';
import { connect } from './connect.js';
import { describeDescriptor, trustDescriptor } from './describe-descriptor.js';
import type { KnownSocket } from './describe-descriptor.js';
import { resolveOnce } from './resolve-address.js';
import { sendFile } from './send-file.js';
import { stateOf } from './socket-handle.js';
import { SocketState, requireFd, stateOfType } from './socket-state.js';
import { SocketTimestamps } from './socket-timestamps.js';

/**
 * A socket of the operating system with the verbs of POSIX and CPython. Every verb blocks this
 * thread as `settimeout` says; the wait ends when the worker is terminated or the process exits.
 * One object owns the descriptor: close it, `using` it, or give the number away with `detach()`.
 *
 * @typeParam A - what its addresses are, where that is known: `Socket<InetAddress>`, `Socket<UnixAddress>`.
 */
export class Socket<A extends Address = Address> extends SocketTimestamps<A> {
  /**
   * Makes a socket; defaults: AF_INET, SOCK_STREAM, the type's own protocol. SOCK_NONBLOCK in the type
   * is a timeout of 0; it is close-on-exec whether or not SOCK_CLOEXEC is in it.
   * @throws {SocketError} EAFNOSUPPORT, EPROTONOSUPPORT, EMFILE and others; see socket(2)
   */
  constructor(family?: number, type?: number, protocol?: number);
  constructor(family: number | SocketState = AF_INET, type = SOCK_STREAM, protocol = 0) {
    super(family instanceof SocketState ? family : openState(family, type, protocol));
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
    const state = stateOf(this);
    const fd = dup(requireFd(state));
    const copy = new SocketState(fd, state.family, state.type, state.protocol);
    copy.timeoutMs = state.timeoutMs;
    return adoptSocket(copy);
  }

  /**
   * Names the socket. The host may be a name, or `''` for every local address; port 0 takes a free
   * one. A Unix path of `''` takes a free abstract name, `'\0name'` is an abstract name (Linux).
   * @throws {SocketError} EADDRINUSE, EADDRNOTAVAIL, EACCES; names the address
   */
  bind(address: A): void;
  bind(address: Address, next?: unknown): void {
    const state = stateOf(this);
    const resolved = resolveOnce(state, address, next);
    bind(requireFd(state), resolved);
  }

  /**
   * Makes it a listener whose queue holds `backlog` connections; default SOMAXCONN.
   * @throws {SocketError}
   */
  listen(backlog = SOMAXCONN): void {
    listen(requireFd(stateOf(this)), backlog);
  }

  /**
   * Takes the next connection. It is blocking whatever this listener's timeout is.
   * @throws {BlockingIOError} EAGAIN when the timeout is 0 and nobody waits
   * @throws {SocketTimeoutError} ETIMEDOUT
   * @throws {InterruptedError} EINTR, on the main thread, when a signal with a listener came in
   * @throws {SocketError} EMFILE, ECONNABORTED and others; see accept(2)
   */
  accept(): [conn: Socket<A>, address: A] {
    const state = stateOf(this);
    return wrapAccepted(state, accept(state));
  }

  /** `accept` that never waits: null when nobody waits, whatever the timeout. */
  tryAccept(): [conn: Socket<A>, address: A] | null {
    const state = stateOf(this);
    const accepted = tryAccept(requireFd(state));
    return accepted === null ? null : wrapAccepted(state, accepted);
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
    const state = stateOf(this);
    requireFd(state);
    connect(state, resolveOnce(state, address, next));
  }

  /**
   * `connect` that returns the error number instead of throwing: 0 when connected, else a positive
   * errno (see `errnoNumbers`), ETIMEDOUT when the limit was reached. Misuse, names that do not
   * resolve and InterruptedError are still thrown.
   */
  connectEx(address: A): number;
  connectEx(address: Address, next?: unknown): number {
    const state = stateOf(this);
    requireFd(state);
    const resolved = resolveOnce(state, address, next);
    try {
      connect(state, resolved);
      return 0;
    } catch (error) {
      if (!(error instanceof SocketError) || error instanceof InterruptedError) throw error;
      return -error.errno;
    }
  }

  /**
   * Starts to connect and never waits: true when connected, false while it is in progress; then
   * the socket polls as writable at the end and `getsockopt(SOL_SOCKET, SO_ERROR)` tells how.
   * @throws as `connect`; EALREADY when an attempt is in progress
   */
  tryConnect(address: A): boolean;
  tryConnect(address: Address, next?: unknown): boolean {
    const state = stateOf(this);
    const resolved = resolveOnce(state, address, next);
    return tryConnect(requireFd(state), resolved);
  }

  /**
   * Ends one or both directions: SHUT_RD, SHUT_WR or SHUT_RDWR, for every holder of the socket.
   * @throws {SocketError} ENOTCONN
   */
  shutdown(how: number): void {
    shutdown(requireFd(stateOf(this)), how);
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
    const state = stateOf(this);
    requireFd(state);
    if (state.type !== SOCK_STREAM) throw unsupported('sendfile needs a SOCK_STREAM socket');
    if (state.timeoutMs === 0) throw unsupported('sendfile does not take a non-blocking socket');
    if (offset !== null) checkWhole(offset, 'offset', 0);
    if (count !== undefined) checkWhole(count, 'count', 1);
    return sendFile(state, { fd: toDescriptor(file), offset, count: count ?? Infinity });
  }
}

const unsupported = (message: string): TypeError => argTypeError(message, 'ERR_FDSET_UNSUPPORTED');

const checkWhole = (value: number, name: string, least: number): void => {
  if (typeof value !== 'number')
    throw argTypeError(`${name} must be a number, not ${typeof value}`);
  if (Number.isSafeInteger(value) && value >= least) return;
  throw rangeError(`${name} must be a whole number >= ${least}, not ${value}`);
};

const openState = (family: number, type: number, protocol: number): SocketState =>
  stateOfType(socket(family, type, protocol), family, type, protocol);

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
