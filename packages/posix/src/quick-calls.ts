// The hot calls with the least Node-API overhead: see native/call-numbers.h. Each function here does the same as the addon's
// plain call of the same name, including its errors.
import { addon, type AddressBlock, type Result } from './addon.js';
import { isBytes as isBytesOfAnyRealm } from './arguments.js';

// These are local constants, because the exports object has so many properties that a lookup costs as much as the call itself.
const { callNumbers, QUICK_REFUSED } = addon;
const { quickRecv, quickRecvWaiting, quickRecvfrom, quickSend, quickSendto } = addon;

const [FD, OFFSET, LENGTH, FLAGS, RESULT] = [0, 1, 2, 3, 4] as const;

// The type is checked first, because | converts other values, which may run the caller's code or throw.
function isInt32(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value;
}

// The addon relies on both checks: instanceof shows that the elements are bytes, isView that the value has memory. Bytes of
// another realm are rare, and checking their tag costs more than both.
function isBytes(value: unknown): boolean {
  return (value instanceof Uint8Array && ArrayBuffer.isView(value)) || isBytesOfAnyRealm(value);
}

/** Stores the numbers of the next call; false when one is not a 32-bit integer, or the buffer is not bytes. */
function prepare(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): boolean {
  if (!isInt32(fd) || !isInt32(offset) || !isInt32(length) || !isInt32(flags)) return false;
  if (!isBytes(buffer)) return false;
  callNumbers[FD] = fd;
  callNumbers[OFFSET] = offset;
  callNumbers[LENGTH] = length;
  callNumbers[FLAGS] = flags;
  return true;
}

export function callRecv(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): Result {
  if (prepare(fd, buffer, offset, length, flags)) {
    quickRecv(buffer);
    const result = callNumbers[RESULT] as number;
    if (result !== QUICK_REFUSED) return result;
  }
  return addon.recv(fd, buffer, offset, length, flags);
}

export function callRecvWaiting(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): Result {
  if (prepare(fd, buffer, offset, length, flags)) {
    quickRecvWaiting(buffer);
    const result = callNumbers[RESULT] as number;
    if (result !== QUICK_REFUSED) return result;
  }
  return addon.recvWaiting(fd, buffer, offset, length, flags);
}

export function callSend(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): Result {
  if (prepare(fd, buffer, offset, length, flags)) {
    quickSend(buffer);
    const result = callNumbers[RESULT] as number;
    if (result !== QUICK_REFUSED) return result;
  }
  return addon.send(fd, buffer, offset, length, flags);
}

export function callRecvfrom(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
  block: AddressBlock,
): Result {
  if (prepare(fd, buffer, offset, length, flags)) {
    quickRecvfrom(buffer, block);
    const result = callNumbers[RESULT] as number;
    if (result !== QUICK_REFUSED) return result;
  }
  return addon.recvfrom(fd, buffer, offset, length, flags, block);
}

export function callSendto(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
  block: AddressBlock,
): Result {
  if (prepare(fd, buffer, offset, length, flags)) {
    quickSendto(buffer, block);
    const result = callNumbers[RESULT] as number;
    if (result !== QUICK_REFUSED) return result;
  }
  return addon.sendto(fd, buffer, offset, length, flags, block);
}
