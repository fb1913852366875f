// Reads and writes the bytes of one descriptor. Offsets and lengths are in bytes and default to the whole buffer.
// MSG_NOSIGNAL is always set, so a broken pipe is an error and never a signal.
import { addon } from './addon.js';
import type { Address } from './address.js';
import { restOf } from './arguments.js';
import { check, checkOrWouldBlock } from './check.js';
import { withoutWaiting } from './message-flags.js';
import { socketError } from './socket-error.js';
import { BlockList, encodePeer } from './peer-addresses.js';
import { callRecv, callRecvWaiting, callRecvfrom, callSend, callSendto } from './quick-calls.js';

/** The number of received bytes, and the sender. */
export interface ReceivedFrom {
  bytesReceived: number;
  /** The sender, as a frozen object that many of its datagrams share; null for a connection or an unnamed sender. */
  address: Address | null;
}

// The addon returns ETIME when the kernel's time limit has passed, and EAGAIN when another thread has taken the data.
const LIMIT_PASSED = -(addon.errnoNumbers['ETIME'] ?? 0);
const WOULD_BLOCK = -(addon.errnoNumbers['EAGAIN'] ?? 0);

/** One list per thread is enough, because it is read before another call can write to it. */
const sender = new BlockList(1);

/**
 * Receives into a buffer; the result 0 means the end of a stream (or an empty datagram).
 *
 * It makes one system call. On a blocking descriptor it blocks, and neither worker.terminate() nor a signal
 * handler interrupts it. Source: recv(2).
 * @throws BlockingIOError `EAGAIN`, ConnectionResetError, ...
 */
export function recv(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
  flags = 0,
): number {
  return check(callRecv(fd, buffer, offset, length, flags), 'recv');
}

/** Like {@link recv}, but never waits: -1 when there is no data. */
export function tryRecv(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
  flags = 0,
): number {
  return checkOrWouldBlock(callRecv(fd, buffer, offset, length, withoutWaiting(flags)), 'recv');
}

/**
 * Like {@link recv}, but waits as {@link waitFd} does: it can be interrupted, and the descriptor's mode does not
 * matter. Returns -1 when the descriptor was ready but another thread took the data first.
 * @throws BlockingIOError `EAGAIN` when SO_RCVTIMEO has passed; InterruptedError, ConnectionResetError, ...
 */
export function recvWaiting(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
  flags = 0,
): number {
  const result = callRecvWaiting(fd, buffer, offset, length, flags);
  if (result === LIMIT_PASSED) throw socketError(WOULD_BLOCK, 'recv');
  return checkOrWouldBlock(result, 'recv');
}

/**
 * Sends bytes and returns how many the kernel took, which may be fewer than given.
 *
 * Source: send(2).
 * @throws BlockingIOError `EAGAIN`, BrokenPipeError, ConnectionResetError, ...
 */
export function send(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
  flags = 0,
): number {
  return check(callSend(fd, buffer, offset, length, flags), 'send');
}

/** Like {@link send}, but never waits: -1 when the kernel takes nothing. */
export function trySend(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
  flags = 0,
): number {
  return checkOrWouldBlock(callSend(fd, buffer, offset, length, withoutWaiting(flags)), 'send');
}

/** Like {@link recv}, but also returns the sender. Source: recvfrom(2). */
export function recvfrom(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
  flags = 0,
): ReceivedFrom {
  const result = callRecvfrom(fd, buffer, offset, length, flags, sender.bytes);
  return { bytesReceived: check(result, 'recvfrom'), address: sender.addressAt(0) };
}

/** Like {@link recvfrom}, but never waits: null when there is no data. */
export function tryRecvfrom(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
  flags = 0,
): ReceivedFrom | null {
  const result = callRecvfrom(fd, buffer, offset, length, withoutWaiting(flags), sender.bytes);
  const bytesReceived = checkOrWouldBlock(result, 'recvfrom');
  return bytesReceived < 0 ? null : { bytesReceived, address: sender.addressAt(0) };
}

/** Like {@link send}, but to an address. Source: sendto(2). */
export function sendto(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
  address: Address,
): number {
  const block = encodePeer(address);
  return check(callSendto(fd, buffer, offset, length, flags, block), 'sendto', address);
}

/**
 * Like {@link sendto}, but never waits: -1 when the kernel takes nothing. An unconnected Unix datagram
 * socket polls as writable even while its receiver's queue is full.
 */
export function trySendto(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
  address: Address,
): number {
  const block = encodePeer(address);
  const result = callSendto(fd, buffer, offset, length, withoutWaiting(flags), block);
  return checkOrWouldBlock(result, 'sendto', address);
}

/** Reads from any descriptor. Source: read(2). */
export function read(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
): number {
  return check(addon.read(fd, buffer, offset, length), 'read');
}

/** Writes to any descriptor; on a pipe whose reader has gone, Node ignores the signal: EPIPE. Source: write(2). */
export function write(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
): number {
  return check(addon.write(fd, buffer, offset, length), 'write');
}

/**
 * Copies from a file to a descriptor inside the kernel; returns how many bytes.
 *
 * Source: sendfile(2).
 * @param offset - where in the file; null: its own position, which then moves.
 * @throws SocketError `EINVAL` when `inFd` is not a regular file.
 */
export function sendfile(
  outFd: number,
  inFd: number,
  offset: number | null,
  count: number,
): number {
  return check(addon.sendfile(outFd, inFd, offset, count), 'sendfile');
}

/** As {@link sendfile}, but never waits for `outFd`, whatever its mode: -1 when it takes nothing. */
export function trySendfile(
  outFd: number,
  inFd: number,
  offset: number | null,
  count: number,
): number {
  return checkOrWouldBlock(addon.trySendfile(outFd, inFd, offset, count), 'sendfile');
}
