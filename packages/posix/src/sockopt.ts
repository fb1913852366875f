// Socket options, as numbers or as bytes.
import { addon } from './addon.js';
import { checkWhole } from './arguments.js';
import { check } from './check.js';
import { rangeError } from './misuse.js';

const DEFAULT_MAX_BYTES = 256;
const MAX_BYTES = 65536;

/**
 * Reads an option as a number.
 *
 * Source: getsockopt(2), socket(7), tcp(7), ip(7).
 * @throws SocketError `ENOPROTOOPT`; RangeError when the option is not 1, 4 or 8 bytes long.
 */
export function getsockopt(fd: number, level: number, name: number): number {
  // Longer than any number, or a structure's first 8 bytes would pass for one.
  const bytes = new Uint8Array(16);
  const length = check(addon.getsockopt(fd, level, name, bytes), 'getsockopt');
  if (length === 4) return new Int32Array(bytes.buffer)[0] ?? 0;
  if (length === 1) return bytes[0] ?? 0;
  if (length === 8) return Number(new BigInt64Array(bytes.buffer)[0]);
  throw rangeError(`option ${name} is not a number; read its bytes with getsockoptBytes`);
}

/** Reads an option's bytes, at most `maxBytes` of them. Source: getsockopt(2). */
export function getsockoptBytes(
  fd: number,
  level: number,
  name: number,
  maxBytes = DEFAULT_MAX_BYTES,
): Buffer {
  const bytes = Buffer.alloc(checkWhole(maxBytes, 'maxBytes', MAX_BYTES));
  return bytes.subarray(0, check(addon.getsockopt(fd, level, name, bytes), 'getsockopt'));
}

/**
 * How long a blocking call may wait by SO_RCVTIMEO or SO_SNDTIMEO, in ms; null: for ever, or `fd` is no
 * socket. What tries first and then polls has to ask: the kernel heeds them only where it blocks itself.
 *
 * Source: socket(7).
 */
export function getTimeLimitMs(fd: number, option: number): number | null {
  const limitMs = addon.timeLimit(fd, option);
  return limitMs < 0 ? null : limitMs;
}

/** Sets an option; a number is passed as an int. Source: setsockopt(2). */
export function setsockopt(
  fd: number,
  level: number,
  name: number,
  value: number | Uint8Array,
): void {
  check(addon.setsockopt(fd, level, name, value), 'setsockopt');
}
