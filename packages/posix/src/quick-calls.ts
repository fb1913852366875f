// The hot calls with as little border crossing as Node-API allows: see native/call-numbers.h. Each
// function here does what the addon's plain call of the same name does, errors included.
import { addon, type AddressBlock, type Result } from './addon.js';

// The exports object has so many properties that looking one up costs as much as the call itself.
const { callNumbers, QUICK_REFUSED } = addon;
const { quickRecv, quickRecvWaiting, quickRecvfrom, quickSend, quickSendto } = addon;

/** Leaves the numbers of the next call; false when one is no 32-bit integer. */
function setNumbers(fd: number, offset: number, length: number, flags: number): boolean {
  // The type first: | converts anything else, which runs code of the caller's, or throws. Written out,
  // since a thread that is one of many runs this uncompiled.
  if (
    typeof fd !== 'number' ||
    (fd | 0) !== fd ||
    typeof offset !== 'number' ||
    (offset | 0) !== offset ||
    typeof length !== 'number' ||
    (length | 0) !== length ||
    typeof flags !== 'number' ||
    (flags | 0) !== flags
  )
    return false;
  callNumbers[0] = fd;
  callNumbers[1] = offset;
  callNumbers[2] = length;
  callNumbers[3] = flags;
  return true;
}

export function callRecv(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): Result {
  const result = setNumbers(fd, offset, length, flags) ? quickRecv(buffer) : QUICK_REFUSED;
  return result === QUICK_REFUSED ? addon.recv(fd, buffer, offset, length, flags) : result;
}

export function callRecvWaiting(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): Result {
  const result = setNumbers(fd, offset, length, flags) ? quickRecvWaiting(buffer) : QUICK_REFUSED;
  return result === QUICK_REFUSED ? addon.recvWaiting(fd, buffer, offset, length, flags) : result;
}

export function callSend(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
): Result {
  const result = setNumbers(fd, offset, length, flags) ? quickSend(buffer) : QUICK_REFUSED;
  return result === QUICK_REFUSED ? addon.send(fd, buffer, offset, length, flags) : result;
}

export function callRecvfrom(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
  block: AddressBlock,
): Result {
  const isQuick = setNumbers(fd, offset, length, flags);
  const result = isQuick ? quickRecvfrom(buffer, block) : QUICK_REFUSED;
  return result === QUICK_REFUSED
    ? addon.recvfrom(fd, buffer, offset, length, flags, block)
    : result;
}

export function callSendto(
  fd: number,
  buffer: Uint8Array,
  offset: number,
  length: number,
  flags: number,
  block: AddressBlock,
): Result {
  const isQuick = setNumbers(fd, offset, length, flags);
  const result = isQuick ? quickSendto(buffer, block) : QUICK_REFUSED;
  return result === QUICK_REFUSED ? addon.sendto(fd, buffer, offset, length, flags, block) : result;
}
