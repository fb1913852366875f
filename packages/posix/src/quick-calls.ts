// The hot calls with as little border crossing as Node-API allows: see native/call-numbers.h. Each
// function here does what the addon's plain call of the same name does, errors included.
import { addon, type AddressBlock, type Result } from './addon.js';
import { isBytes as isBytesOfAnyRealm } from './arguments.js';

// The exports object has so many properties that looking one up costs as much as the call itself.
const { callNumbers, QUICK_REFUSED } = addon;
const { quickRecv, quickRecvWaiting, quickRecvfrom, quickSend, quickSendto } = addon;

const [FD, OFFSET, LENGTH, FLAGS, RESULT] = [0, 1, 2, 3, 4] as const;

// The type first: | converts anything else, which runs code of the caller's, or throws.
function isInt32(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value;
}

// The addon trusts in both: instanceof says that the elements are bytes, isView that it is no mere heir. Bytes of
// another realm are the rare case: a look at their tag costs more than both.
function isBytes(value: unknown): boolean {
  return (value instanceof Uint8Array && ArrayBuffer.isView(value)) || isBytesOfAnyRealm(value);
}

/** Leaves the numbers of the next call; false when one is no 32-bit integer, or the buffer is none. */
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
