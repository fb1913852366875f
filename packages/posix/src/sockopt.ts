// Reads and sets socket options, as numbers or as bytes.
import { addon } from './addon.js';
import { showValue } from './address-hint.js';
import { checkWhole } from './arguments.js';
import { check } from './check.js';
import { argTypeError, rangeError } from './misuse.js';

const DEFAULT_MAX_BYTES = 256;
const MAX_BYTES = 65536;

/**
 * Reads an option as a number.
 *
 * Source: getsockopt(2), socket(7), tcp(7), ip(7).
 * @throws SocketError `ENOPROTOOPT`; RangeError when the option is not 1, 4 or 8 bytes long.
 */
export function getsockopt(fd: number, level: number, name: number): number {
  checkOption('getsockopt', level, name);
  // The buffer is longer than any number, so that the first 8 bytes of a structure are not mistaken for a number.
  const bytes = new Uint8Array(16);
  const length = check(addon.getsockopt(fd, level, name, bytes), 'getsockopt');
  if (length === 4) return new Int32Array(bytes.buffer)[0] ?? 0;
  if (length === 1) return bytes[0] ?? 0;
  if (length === 8) return Number(new BigInt64Array(bytes.buffer)[0]);
  throw rangeError(`option ${name} is not a number; read its bytes with getsockoptBytes`);
}

function checkOption(call: string, level: number, name: number): void {
  if (typeof level !== 'number') throw wrongOption(call, 'the level', level, 'a number', level);
  if (typeof name !== 'number') throw wrongOption(call, 'the name', name, 'a number', name);
}

const LEVELS = [
  ['TCP_', 'IPPROTO_TCP'],
  ['UDP_', 'SOL_UDP'],
  ['IP_', 'IPPROTO_IP'],
  ['IPV6_', 'IPPROTO_IPV6'],
] as const;

// The number of an option does not tell its level, so an example in the message must.
function exampleOf(given: unknown): string {
  const name = typeof given === 'string' && /^[A-Z\d]+_/.test(given) ? given : 'SO_KEEPALIVE';
  if (name.startsWith('SOL_') || name.startsWith('IPPROTO_')) return `${name}, SO_KEEPALIVE`;
  const [, level = 'SOL_SOCKET'] = LEVELS.find(([prefix]) => name.startsWith(prefix)) ?? [];
  return `${level}, ${name}`;
}

function wrongOption(
  call: string,
  what: string,
  given: unknown,
  wanted: string,
  named: unknown,
): Error {
  const isSetting = call === 'setsockopt';
  return argTypeError(
    `${call}: ${what} must be ${wanted}, not ${showValue(given)}; it takes ` +
      `${isSetting ? 'level, name and value' : 'level and name'}, as in ` +
      `${exampleOf(named)}${isSetting ? ', 1' : ''}, which are constants that this package exports, not strings`,
  );
}

/** Reads an option's bytes, at most `maxBytes` of them. Source: getsockopt(2). */
export function getsockoptBytes(
  fd: number,
  level: number,
  name: number,
  maxBytes = DEFAULT_MAX_BYTES,
): Buffer {
  checkOption('getsockopt', level, name);
  const bytes = Buffer.alloc(checkWhole(maxBytes, 'maxBytes', MAX_BYTES));
  return bytes.subarray(0, check(addon.getsockopt(fd, level, name, bytes), 'getsockopt'));
}

/**
 * How long a blocking call may wait by SO_RCVTIMEO or SO_SNDTIMEO, in ms; null means for ever, or that `fd` is no socket. Code
 * that tries first and then polls must read them, because the kernel applies them only in calls that block themselves.
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
  checkOption('setsockopt', level, name);
  if (value === undefined || value === null || typeof value === 'string')
    throw wrongOption('setsockopt', 'the value', value, 'a number or bytes', name);
  check(addon.setsockopt(fd, level, name, value), 'setsockopt');
}
