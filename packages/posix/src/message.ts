// Sends and receives messages: several buffers in one call, with descriptors, credentials and time stamps.
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

// A larger number would silently become another one when it is written as an int.
const MAX_DESCRIPTOR = 0x7fffffff;

/** One control message in the kernel's form. */
export interface ControlMessage {
  level: number;
  type: number;
  data: Uint8Array;
}

export interface ReceiveMessageOptions {
  /** The room for control messages, in bytes (see {@link controlSpace}); default 0. */
  controlBytes?: number | undefined;
  /**
   * The additional room for time stamps, in bytes; descriptors that fit only because of this room
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
  /** Received descriptors, which are close-on-exec; the receiver must close them. */
  fds: number[];
  /** The sender's credentials; present if SO_PASSCRED is set (Linux). */
  credentials?: Credentials;
  /**
   * A descriptor of the sender's process, which is close-on-exec; the receiver must close it. Present if
   * SO_PASSPIDFD is set (Linux 6.5), there is room for it, and the process still exists.
   */
  pidfd?: number;
  /**
   * When the kernel received the message, in ns since the epoch; present if SO_TIMESTAMPNS is set, or
   * SO_TIMESTAMPING with software stamps, and the kernel has stamped the message.
   */
  timestampNs?: bigint;
  /** All stamps of SO_TIMESTAMPING; present if that option gave any. */
  timestamps?: Timestamps;
  /** All control messages except descriptors, including the decoded ones. */
  control: { level: number; type: number; data: Buffer }[];
}

export interface SendMessageOptions {
  address?: Address | undefined;
  /** MSG_* flags. Default 0. */
  flags?: number | undefined;
  /** Descriptors to send; they stay open in this process. */
  fds?: readonly number[] | undefined;
  /** Credentials to send; the kernel verifies them (Linux). */
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

// The length is a socklen_t, and the header and the padding must fit as well.
const MOST_CONTROL_BYTES = 0x7fff_ff00;

/** The room that one control message with `bytes` of data takes. Source: cmsg(3), CMSG_SPACE. */
export function controlSpace(bytes: number): number {
  return addon.controlSpace(checkWhole(bytes, 'bytes', MOST_CONTROL_BYTES));
}

/** The room that `count` descriptors take. */
export function fdsSpace(count: number): number {
  return controlSpace(
    checkWhole(count, 'the number of descriptors') * Int32Array.BYTES_PER_ELEMENT,
  );
}

/** Copies the buffers to a plain array of checked ones, so that the addon can read them without running the caller's code. */
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

/** Like {@link sendmsg}, but never waits: -1 when the kernel takes nothing. */
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
    // A stamp that was cut off is ignored, because an error here would lose the descriptors.
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
 * Receives a message. Its descriptors, `fds` and `pidfd`, are close-on-exec, and the receiver must close them.
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

/** Like {@link recvmsg}, but never waits: null when there is no message. */
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
