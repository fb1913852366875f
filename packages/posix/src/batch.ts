// Several datagrams with one system call: worth it where they come in bursts.
import { addon } from './addon.js';
import type { Address } from './address.js';
import { checkOptions, checkTypedArray, checkWhole } from './arguments.js';
import { check, checkOrWouldBlock } from './check.js';
import { checkMessageFlags, withoutWaiting } from './message-flags.js';
import { argTypeError } from './misuse.js';
import { BlockList, encodePeer } from './peer-addresses.js';

/** The largest number of datagrams in one call; the kernel takes no more. */
export const MAX_BATCH = 1024;

const HEADER = 3;
const ALIGNMENT = 8;

/** One received datagram: where in the buffer it is, and its sender. */
export interface BatchedDatagram {
  offset: number;
  bytesReceived: number;
  /** MSG_TRUNC: the datagram was longer. MSG_CTRUNC: it came with descriptors, which were closed. */
  flags: number;
  /** Frozen, and the same object for many datagrams of one sender. */
  address: Address | null;
}

/** One datagram to send; without address it goes where the socket is connected to. */
export interface OutgoingDatagram {
  readonly data: Uint8Array;
  readonly address?: Address | undefined;
}

/** One pair per thread is enough: it is read before anything else can write to it. */
let headers = new Int32Array(0);
let senders = new BlockList(0);

/** Room in the buffer that {@link recvmmsg} needs: each datagram starts at a multiple of 8 bytes. */
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
 * Receives what is there of up to `maxMessages` datagrams of at most `maxBytes` each, and leaves
 * them one after the other in `buffer`, which must have {@link batchSpace} bytes.
 *
 * On a connection each "datagram" is what one recv gives, and an empty last one is the end, which a
 * batch tells once. With MSG_PEEK it looks at one message, the next. Control messages are not received
 * (descriptors among them are closed).
 *
 * On a blocking descriptor it blocks, uninterruptibly and without MSG_WAITFORONE until all have come.
 * Where there is no recvmmsg(2) (macOS) it makes one call for each. Source: recvmmsg(2).
 * @throws BlockingIOError `EAGAIN`, RangeError `ERR_FDSET_OUT_OF_RANGE` for a count that is not 1 to
 * 1024 or has no room.
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

/** As {@link recvmmsg}, but never waits: null when nothing is there. */
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
 * Sends datagrams, from the one at `start` on, and returns how many the kernel took: at most 1024 with
 * one call, fewer when its queue is full or one of them fails. Only a failure of the first is thrown.
 *
 * Where there is no sendmmsg(2) (macOS) it makes one call for each. Source: sendmmsg(2).
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

/** As {@link sendmmsg}, but never waits: -1 when the kernel takes nothing. */
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
