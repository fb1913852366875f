// Opens, binds, connects and closes sockets, with one function per system call. Calls on a blocking descriptor block the thread
// uninterruptibly; the try* functions never wait.
import { addon } from './addon.js';
import {
  type Address,
  checkAddressNames,
  decodeAddress,
  encodeAddress,
  scratchBlock,
} from './address.js';
import { check, checkOrWouldBlock, checkValue } from './check.js';
import { AF_UNIX, SOCK_STREAM, SOMAXCONN } from './constants.js';
import { debugLine, isDebugging } from './debug.js';
import { describeAddress } from './describe-address.js';
import { notifyClosing } from './on-closing.js';
import { errorCode, socketError } from './socket-error.js';

/** A new connection and the address of its peer. */
export interface Accepted {
  fd: number;
  address: Address;
}

const NO_ADDRESS: Address = { path: '' };

/**
 * Opens a socket, close-on-exec.
 *
 * Source: socket(2).
 * @throws SocketError `EMFILE`, `EAFNOSUPPORT`, `EPROTONOSUPPORT`, ...
 */
export function socket(family: number, type: number, protocol = 0): number {
  return check(addon.socket(family, type, protocol), 'socket');
}

/**
 * Opens two sockets that are connected to each other.
 *
 * Source: socketpair(2).
 */
export function socketpair(
  family = AF_UNIX,
  type = SOCK_STREAM,
  protocol = 0,
): [fd: number, fd: number] {
  return checkValue(addon.socketpair(family, type, protocol), 'socketpair');
}

/**
 * Opens a pipe, and returns its read end and its write end.
 *
 * Source: pipe(2).
 */
export function pipe(): [readFd: number, writeFd: number] {
  return checkValue(addon.pipe(), 'pipe');
}

/**
 * Binds a socket to an address.
 *
 * Source: bind(2).
 * @throws SocketError `EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES`; the message has the address.
 */
export function bind(fd: number, address: Address): void {
  checkAddressNames(address);
  check(addon.bind(fd, encodeAddress(address)), 'bind', address);
}

/**
 * Makes a socket listen; the kernel clamps the backlog to `net.core.somaxconn`.
 *
 * Source: listen(2).
 */
export function listen(fd: number, backlog = SOMAXCONN): void {
  check(addon.listen(fd, backlog), 'listen');
}

/**
 * Takes one connection.
 *
 * Source: accept(2).
 * @throws BlockingIOError `EAGAIN` on a non-blocking listener without a waiting connection.
 */
export function accept(fd: number): Accepted {
  const accepted = check(addon.accept(fd, scratchBlock), 'accept');
  return takeAccepted(fd, accepted);
}

/**
 * Takes one connection if there is one. It never waits, whatever the listener's mode, even when
 * another thread takes the connection first. On a blocking listener it takes four more system calls.
 *
 * @returns null when no connection is waiting.
 */
export function tryAccept(fd: number): Accepted | null {
  const accepted = checkOrWouldBlock(addon.tryAccept(fd, scratchBlock), 'accept');
  return accepted < 0 ? null : takeAccepted(fd, accepted);
}

function takeAccepted(listener: number, fd: number): Accepted {
  const address = decodeAddress() ?? NO_ADDRESS;
  if (isDebugging) debugLine(`accepted ${fd} from ${describeAddress(address)} on ${listener}`);
  return { fd, address };
}

/**
 * Connects to an address.
 *
 * Source: connect(2).
 * @throws ConnectionRefusedError; BlockingIOError `EINPROGRESS` on a non-blocking descriptor.
 */
export function connect(fd: number, address: Address): void {
  checkAddressNames(address);
  check(addon.connect(fd, encodeAddress(address)), 'connect', address);
}

/**
 * Begins to connect, and never waits, whatever the descriptor's mode.
 *
 * @returns true when connected; false while connecting: wait for POLLOUT, then read SO_ERROR.
 * @throws BlockingIOError `EAGAIN` when a Unix listener's backlog is full; connecting has not begun then.
 */
export function tryConnect(fd: number, address: Address): boolean {
  checkAddressNames(address);
  const result = addon.tryConnect(fd, encodeAddress(address));
  if (result >= 0) return true;
  const code = errorCode(result);
  // After EINTR the kernel goes on connecting, as after EINPROGRESS.
  if (code === 'EINPROGRESS' || code === 'EINTR') return false;
  throw socketError(result, 'connect', address);
}

/** Ends one or both directions of a connection. Source: shutdown(2). */
export function shutdown(fd: number, how: number): void {
  check(addon.shutdown(fd, how), 'shutdown');
}

/**
 * Closes a descriptor; the number is free afterwards, even if it throws an error.
 *
 * Source: close(2).
 * @throws SocketError `EBADF`.
 */
export function close(fd: number): void {
  notifyClosing(fd, 'closed');
  check(addon.close(fd), 'close');
}

/** Makes a second, close-on-exec descriptor of the same open file, >= `minimum`. Source: fcntl(2) F_DUPFD_CLOEXEC. */
export function dup(fd: number, minimum = 0): number {
  return check(addon.dup(fd, minimum), 'dup');
}

/** Makes `target` a close-on-exec descriptor of the same open file, and closes its previous file. Source: dup3(2). */
export function dup2(fd: number, target: number): number {
  const made = check(addon.dup2(fd, target), 'dup2');
  if (made !== fd) notifyClosing(made, 'replaced');
  return made;
}

/** The socket's own address; `{ path: '' }` for an unbound Unix socket. Source: getsockname(2). */
export function getsockname(fd: number): Address {
  check(addon.getsockname(fd, scratchBlock), 'getsockname');
  return decodeAddress() ?? NO_ADDRESS;
}

/** The peer's address. Source: getpeername(2). @throws SocketError `ENOTCONN`. */
export function getpeername(fd: number): Address {
  check(addon.getpeername(fd, scratchBlock), 'getpeername');
  return decodeAddress() ?? NO_ADDRESS;
}
