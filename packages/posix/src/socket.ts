// Making, naming, connecting and closing sockets: one function per system call.
// A blocking descriptor blocks the thread, and nothing interrupts that; the try* functions never wait.
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
import { tellClosing } from './on-closing.js';
import { errorCode, socketError } from './socket-error.js';

/** A new connection and who is at its other end. */
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
 * Opens a pipe: the end to read from, the end to write to.
 *
 * Source: pipe(2).
 */
export function pipe(): [readFd: number, writeFd: number] {
  return checkValue(addon.pipe(), 'pipe');
}

/**
 * Gives a socket its address.
 *
 * Source: bind(2).
 * @throws SocketError `EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES`, naming the address.
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
 * @throws BlockingIOError `EAGAIN` on a non-blocking listener with nobody waiting.
 */
export function accept(fd: number): Accepted {
  const accepted = check(addon.accept(fd, scratchBlock), 'accept');
  return { fd: accepted, address: decodeAddress() ?? NO_ADDRESS };
}

/**
 * Takes one connection if somebody is waiting; never waits, whatever the listener's mode, even when
 * another thread takes the connection first. On a blocking listener it costs four calls more.
 *
 * @returns null when nobody is waiting.
 */
export function tryAccept(fd: number): Accepted | null {
  const accepted = checkOrWouldBlock(addon.tryAccept(fd, scratchBlock), 'accept');
  return accepted < 0 ? null : { fd: accepted, address: decodeAddress() ?? NO_ADDRESS };
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
 * Begins to connect; never waits, whatever the descriptor's mode.
 *
 * @returns true when connected; false while it is under way: wait for POLLOUT, then ask SO_ERROR.
 * @throws BlockingIOError `EAGAIN` when a Unix listener's backlog is full: nothing was begun.
 */
export function tryConnect(fd: number, address: Address): boolean {
  checkAddressNames(address);
  const result = addon.tryConnect(fd, encodeAddress(address));
  if (result >= 0) return true;
  const code = errorCode(result);
  // After an EINTR the kernel goes on connecting, exactly as after EINPROGRESS.
  if (code === 'EINPROGRESS' || code === 'EINTR') return false;
  throw socketError(result, 'connect', address);
}

/** Ends one or both directions of a connection. Source: shutdown(2). */
export function shutdown(fd: number, how: number): void {
  check(addon.shutdown(fd, how), 'shutdown');
}

/**
 * Closes a descriptor; the number is free afterwards, also when an error is thrown.
 *
 * Source: close(2).
 * @throws SocketError `EBADF`.
 */
export function close(fd: number): void {
  tellClosing(fd, 'closed');
  check(addon.close(fd), 'close');
}

/** A second descriptor, close-on-exec, of the same open file, >= `minimum`. Source: fcntl(2) F_DUPFD_CLOEXEC. */
export function dup(fd: number, minimum = 0): number {
  return check(addon.dup(fd, minimum), 'dup');
}

/** Makes `target`, closed first if need be, a close-on-exec descriptor of the same file. Source: dup3(2). */
export function dup2(fd: number, target: number): number {
  const made = check(addon.dup2(fd, target), 'dup2');
  if (made !== fd) tellClosing(made, 'replaced');
  return made;
}

/** The socket's own address; `{ path: '' }` for a Unix socket without one. Source: getsockname(2). */
export function getsockname(fd: number): Address {
  check(addon.getsockname(fd, scratchBlock), 'getsockname');
  return decodeAddress() ?? NO_ADDRESS;
}

/** The peer's address. Source: getpeername(2). @throws SocketError `ENOTCONN`. */
export function getpeername(fd: number): Address {
  check(addon.getpeername(fd, scratchBlock), 'getpeername');
  return decodeAddress() ?? NO_ADDRESS;
}
