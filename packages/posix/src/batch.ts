// Sends and receives several datagrams with one system call, which is faster when they come in bursts.
import { addon } from './addon.js';
import type { Address } from './address.js';
import { checkOptions, checkTypedArray, checkWhole } from './arguments.js';
import { check, checkOrWouldBlock } from './check.js';
import { checkMessageFlags, withoutWaiting } from './message-flags.js';
import { argTypeError } from './misuse.js';
import { BlockList, encodePeer } from './peer-addresses.js';

/** The largest number of datagrams that the kernel takes in one call. */
export const MAX_BATCH = 1024;

const HEADER = 3;
const ALIGNMENT = 8;

/** One received datagram: its position in the buffer, and its sender. */
export interface BatchedDatagram {
  offset: number;
  bytesReceived: number;
  /** MSG_TRUNC: the datagram was longer. MSG_CTRUNC: it had descriptors, which were closed. */
  flags: number;
  /** The sender, as a frozen object that many of its datagrams share. */
  address: Address | null;
}

/** One datagram to send; without an address it goes to the peer of the connected socket. */
export interface OutgoingDatagram {
  readonly data: Uint8Array;
  readonly address?: Address | undefined;
}

/** One pair per thread is enough, because it is read before another call can write to it. */
let headers = new Int32Array(0);
let senders = new BlockList(0);

/** The size of the buffer that {@link recvmmsg} needs; each datagram starts at a multiple of 8 bytes. */
export function batchSpace(maxMessages: number, maxBytes: number): number {
  checkWhole(maxMessages, 'maxMessages');
  checkWhole(maxBytes, 'maxBytes');
  return maxMessages * Math.ceil(maxBytes / ALIGNMENT) * ALIGNMENT;
}

function callRecvmmsg(
  fd: number,
  buffer: Uint8Array,
  maxMessages: number,
  maxBytes: number,
  flags: number,
): number {
  checkWhole(maxMessages, 'maxMessages');
  if (maxMessages > headers.length / HEADER && maxMessages <= MAX_BATCH) {
    headers = new Int32Array(maxMessages * HEADER);
    senders = new BlockList(maxMessages);
  }
  return addon.recvmmsg(fd, buffer, maxMessages, maxBytes, flags, headers, senders.bytes);
}

function toDatagrams(count: number): BatchedDatagram[] {
  const list: BatchedDatagram[] = [];
  for (let index = 0; index < count; index++) {
    const at = index * HEADER;
    list.push({
      offset: headers[at] as number,
      bytesReceived: headers[at + 1] as number,
      flags: headers[at + 2] as number,
      address: senders.addressAt(index),
    });
  }
  return list;
}

/**
 * Receives up to `maxMessages` datagrams of at most `maxBytes` each into `buffer`, one after the other. The buffer must have
 * {@link batchSpace} bytes.
 *
 * On a connection each "datagram" is the result of one recv; an empty last one, at most one per batch, is the end of the
 * stream. With MSG_PEEK it receives only the next message. It receives no control messages, and closes descriptors among them.
 *
 * On a blocking descriptor it blocks uninterruptibly, and without MSG_WAITFORONE until all have come.
 * On systems without recvmmsg(2) (macOS) it makes one call for each datagram. Source: recvmmsg(2).
 * @throws BlockingIOError `EAGAIN`, RangeError `ERR_FDSET_OUT_OF_RANGE` for a count that is not 1 to
 * 1024 or does not fit into the buffer.
 */
export function recvmmsg(
  fd: number,
  buffer: Uint8Array,
  maxMessages: number,
  maxBytes: number,
  flags = 0,
): BatchedDatagram[] {
  const result = callRecvmmsg(fd, buffer, maxMessages, maxBytes, checkMessageFlags(flags));
  return toDatagrams(check(result, 'recvmmsg'));
}

/** Like {@link recvmmsg}, but never waits: null when there is no datagram. */
export function tryRecvmmsg(
  fd: number,
  buffer: Uint8Array,
  maxMessages: number,
  maxBytes: number,
  flags = 0,
): BatchedDatagram[] | null {
  const result = callRecvmmsg(fd, buffer, maxMessages, maxBytes, withoutWaiting(flags));
  const count = checkOrWouldBlock(result, 'recvmmsg');
  return count < 0 ? null : toDatagrams(count);
}

function callSendmmsg(
  fd: number,
  messages: readonly OutgoingDatagram[],
  start: number,
  flags: number,
): number {
  if (!Array.isArray(messages))
    throw argTypeError('messages must be an array of { data, address }');
  const end = Math.min(messages.length, start + MAX_BATCH);
  const buffers: Uint8Array[] = [];
  const blocks: (Uint8Array | null)[] = [];
  for (let index = start; index < end; index++) {
    const { data, address } = checkOptions(messages[index] as OutgoingDatagram);
    buffers.push(checkTypedArray(data, 'data'));
    blocks.push(address === undefined ? null : encodePeer(address));
  }
  return addon.sendmmsg(fd, buffers, blocks, flags);
}

/**
 * Sends the datagrams from `start` on, and returns how many the kernel took: at most 1024 with
 * one call, fewer when its queue is full or one of them fails. It throws only if the first one fails.
 *
 * On systems without sendmmsg(2) (macOS) it makes one call for each datagram. Source: sendmmsg(2).
 * @throws BlockingIOError `EAGAIN`, SocketError `EMSGSIZE`, `ECONNREFUSED`, ...
 */
export function sendmmsg(
  fd: number,
  messages: readonly OutgoingDatagram[],
  start = 0,
  flags = 0,
): number {
  const result = callSendmmsg(fd, messages, checkStart(start), checkMessageFlags(flags));
  return check(result, 'sendmmsg', messages[start]?.address);
}

/** Like {@link sendmmsg}, but never waits: -1 when the kernel takes nothing. */
export function trySendmmsg(
  fd: number,
  messages: readonly OutgoingDatagram[],
  start = 0,
  flags = 0,
): number {
  const result = callSendmmsg(fd, messages, checkStart(start), withoutWaiting(flags));
  return checkOrWouldBlock(result, 'sendmmsg', messages[start]?.address);
}

function checkStart(start: number): number {
  return checkWhole(start, 'start');
}
