// Messages: several buffers in one call, with descriptors, credentials and time stamps beside the data.
import { addon, type NativeMessage, type Result } from './addon.js';
import { type Address, encodeAddress, toAddress } from './address.js';
import { types } from 'node:util';
import { checkList, checkOptions, checkTypedArray, checkWhole } from './arguments.js';
import { check, checkOrWouldBlock, checkValue } from './check.js';
import { checkOptionNames } from './check-option-names.js';
import {
  MSG_DONTWAIT,
  SCM_CREDENTIALS,
  SCM_RIGHTS,
  SCM_TIMESTAMPING,
  SCM_TIMESTAMPNS,
  SOL_SOCKET,
} from './constants.js';
import { type Credentials, decodeCredentials, encodeCredentials } from './credentials.js';
import { checkMessageFlags } from './message-flags.js';
import { argTypeError } from './misuse.js';
import { decodeTimespecNs } from './option-values.js';
import { takeTimestamps, type Timestamps } from './timestamps.js';

// What is larger would silently become another number when it is written as an int.
const MAX_DESCRIPTOR = 0x7fffffff;

/** One control message as the kernel has it. */
export interface ControlMessage {
  level: number;
  type: number;
  data: Uint8Array;
}

export interface ReceiveMessageOptions {
  /** Room for control messages, in bytes: see {@link controlSpace}. Default 0: none. */
  controlBytes?: number | undefined;
  /**
   * Room for time stamps in addition, in bytes; descriptors that find their place only because of it
   * are closed. Default 0.
   */
  stampBytes?: number | undefined;
  /** MSG_* flags. Default 0. */
  flags?: number | undefined;
}

export interface ReceivedMessage {
  bytesReceived: number;
  /** MSG_TRUNC: the datagram was longer. MSG_CTRUNC: control messages were lost for lack of room. */
  flags: number;
  address: Address | null;
  /** Descriptors that arrived, close-on-exec; the receiver closes them. */
  fds: number[];
  /** Who sent it; present when SO_PASSCRED is set (Linux). */
  credentials?: Credentials;
  /**
   * A descriptor of the process that sent it, close-on-exec; the receiver closes it. Present when
   * SO_PASSPIDFD is set (Linux 6.5) and there is room for it; not for a process that has gone.
   */
  pidfd?: number;
  /**
   * When the kernel received it, in ns since the epoch; present when SO_TIMESTAMPNS is set, or
   * SO_TIMESTAMPING with software stamps, and the kernel has stamped it.
   */
  timestampNs?: bigint;
  /** Every stamp of SO_TIMESTAMPING; present when that option gave any. */
  timestamps?: Timestamps;
  /** Every control message but descriptors, the decoded ones too. */
  control: { level: number; type: number; data: Buffer }[];
}

export interface SendMessageOptions {
  address?: Address | undefined;
  /** MSG_* flags. Default 0. */
  flags?: number | undefined;
  /** Descriptors to send along; they stay open here. */
  fds?: readonly number[] | undefined;
  /** Credentials to send along; the kernel verifies them (Linux). */
  credentials?: Credentials | undefined;
  control?: readonly ControlMessage[] | undefined;
}

const RECEIVE_OPTIONS = [
  'controlBytes',
  'stampBytes',
  'flags',
] as const satisfies readonly (keyof ReceiveMessageOptions)[];
const SEND_OPTIONS = [
  'address',
  'flags',
  'fds',
  'credentials',
  'control',
] as const satisfies readonly (keyof SendMessageOptions)[];

/** One buffer or several. */
export type Buffers = Uint8Array | readonly Uint8Array[];

// A socklen_t, with room for the header and the padding.
const MOST_CONTROL_BYTES = 0x7fff_ff00;

/** Room that one control message of so many bytes takes. Source: cmsg(3), CMSG_SPACE. */
export function controlSpace(bytes: number): number {
  return addon.controlSpace(checkWhole(bytes, 'bytes', MOST_CONTROL_BYTES));
}

/** Room that so many descriptors take. */
export function fdsSpace(count: number): number {
  return controlSpace(
    checkWhole(count, 'the number of descriptors') * Int32Array.BYTES_PER_ELEMENT,
  );
}

/** A plain array of checked buffers: the addon may then read it without running anybody's code. */
function toList(buffers: Buffers): Uint8Array[] {
  if (types.isTypedArray(buffers)) return [checkTypedArray(buffers, 'the buffer')];
  const list = checkList(buffers as readonly Uint8Array[], 'the buffers');
  for (const buffer of list) checkTypedArray(buffer, 'each buffer');
  return list;
}

function bytesOf(fds: readonly number[]): Uint8Array {
  const numbers = checkList(fds, 'fds');
  for (const number of numbers)
    if (!Number.isInteger(number) || number < 0 || number > MAX_DESCRIPTOR)
      throw argTypeError(`fds must be descriptors, integers from 0 to ${MAX_DESCRIPTOR}`);
  return new Uint8Array(Int32Array.from(numbers).buffer);
}

function toControl(options: SendMessageOptions): [number, number, Uint8Array][] {
  const list: [number, number, Uint8Array][] = [];
  const { fds, credentials, control = [] } = options;
  for (const entry of checkList(control, 'control')) {
    const { level, type, data } = checkOptions(entry);
    list.push([level, type, data]);
  }
  const rights = fds === undefined ? null : bytesOf(fds);
  if (rights !== null && rights.length > 0) list.push([SOL_SOCKET, SCM_RIGHTS, rights]);
  if (credentials !== undefined)
    list.push([SOL_SOCKET, SCM_CREDENTIALS, encodeCredentials(credentials)]);
  return list;
}

function callSendmsg(
  fd: number,
  buffers: Buffers,
  options: SendMessageOptions,
  extraFlags: number,
): Result {
  checkOptionNames(options, SEND_OPTIONS, 'sendmsg');
  const { address, flags = 0 } = options;
  const block = address === undefined ? null : encodeAddress(address);
  return addon.sendmsg(
    fd,
    toList(buffers),
    checkMessageFlags(flags) | extraFlags,
    toControl(options),
    block,
  );
}

/**
 * Sends a message; returns how many bytes the kernel took.
 *
 * Source: sendmsg(2), unix(7).
 * @throws BlockingIOError `EAGAIN`, SocketError `EMSGSIZE`, `ETOOMANYREFS`, ...
 */
export function sendmsg(fd: number, buffers: Buffers, options: SendMessageOptions = {}): number {
  return check(callSendmsg(fd, buffers, options, 0), 'sendmsg', options.address);
}

/** As {@link sendmsg}, but never waits: -1 when the kernel takes nothing. */
export function trySendmsg(fd: number, buffers: Buffers, options: SendMessageOptions = {}): number {
  const result = callSendmsg(fd, buffers, options, MSG_DONTWAIT);
  return checkOrWouldBlock(result, 'sendmsg', options.address);
}

function toMessage(native: NativeMessage): ReceivedMessage {
  const message: ReceivedMessage = { ...native, address: toAddress(native.address) };
  for (const { level, type, data } of native.control) {
    if (level !== SOL_SOCKET) continue;
    if (type === SCM_CREDENTIALS && data.length >= 12)
      message.credentials = decodeCredentials(data);
    // One that was cut off is none; and an error here would lose the descriptors.
    if (type === SCM_TIMESTAMPNS && data.length === addon.TIMESPEC_BYTES)
      message.timestampNs = decodeTimespecNs(data);
    if (type === SCM_TIMESTAMPING) takeTimestamps(message, data);
  }
  return message;
}

function callRecvmsg(
  fd: number,
  buffers: Buffers,
  options: ReceiveMessageOptions,
  extraFlags: number,
): NativeMessage | Result {
  checkOptionNames(options, RECEIVE_OPTIONS, 'recvmsg');
  const { controlBytes = 0, stampBytes = 0, flags = 0 } = options;
  const allFlags = checkMessageFlags(flags) | extraFlags;
  return addon.recvmsg(fd, toList(buffers), controlBytes, allFlags, stampBytes);
}

/**
 * Receives a message. Whatever descriptors it brings are close-on-exec and the receiver's to close:
 * `fds`, and `pidfd`.
 *
 * Source: recvmsg(2), unix(7).
 */
export function recvmsg(
  fd: number,
  buffers: Buffers,
  options: ReceiveMessageOptions = {},
): ReceivedMessage {
  return toMessage(checkValue(callRecvmsg(fd, buffers, options, 0), 'recvmsg'));
}

/** As {@link recvmsg}, but never waits: null when nothing is there. */
export function tryRecvmsg(
  fd: number,
  buffers: Buffers,
  options: ReceiveMessageOptions = {},
): ReceivedMessage | null {
  const native = callRecvmsg(fd, buffers, options, MSG_DONTWAIT);
  if (typeof native !== 'number') return toMessage(native);
  checkOrWouldBlock(native, 'recvmsg');
  return null;
}
