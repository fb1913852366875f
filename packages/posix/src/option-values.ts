// Converts the structures of some options and control messages to and from bytes.
import { isIPv4 } from 'node:net';
import { checkBytes, checkOptions, checkWhole, kindOf } from './arguments.js';
import { checkOptionNames } from './check-option-names.js';
import { AF_INET, AF_INET6 } from './constants.js';
import { argTypeError, rangeError } from './misuse.js';
import { inetPton } from './names.js';

const MAX_SECONDS = 0x7fffffff;
const LINGER_BYTES = 8;

/** The value of SO_LINGER, which decides what close does with unsent data. `on` with 0 seconds resets the connection. */
export interface Linger {
  on: boolean;
  seconds: number;
}

export function encodeLinger(linger: Linger): Uint8Array {
  checkOptionNames(checkOptions(linger), ['on', 'seconds'], 'a linger value');
  const { on, seconds } = linger;
  checkWhole(seconds, 'seconds', MAX_SECONDS);
  return new Uint8Array(Int32Array.of(on ? 1 : 0, seconds).buffer);
}

export function decodeLinger(bytes: Uint8Array): Linger {
  if (checkBytes(bytes, 'the linger value').length !== LINGER_BYTES)
    throw rangeError(`a linger value has ${LINGER_BYTES} bytes, not ${bytes.length}`);
  const words = new Int32Array(Uint8Array.from(bytes).buffer);
  return { on: words[0] !== 0, seconds: words[1] ?? 0 };
}

/** A multicast group, and the interface on which to join it; by default the kernel chooses one. */
export interface Membership {
  group: string;
  /** For IPv4 the address of the interface, for IPv6 its index. */
  interface?: string | number | undefined;
}

/** The value of IP_ADD_MEMBERSHIP (ip_mreq) or IPV6_JOIN_GROUP (ipv6_mreq), by the group's family. */
export function encodeMembership(membership: Membership): Uint8Array {
  checkOptionNames(checkOptions(membership), ['group', 'interface'], 'a membership');
  const { group, interface: on } = membership;
  if (typeof group !== 'string')
    throw argTypeError(`the group must be a string, not ${kindOf(group)}`);
  if (isIPv4(group)) {
    const address = inetPton(AF_INET, typeof on === 'string' ? on : '0.0.0.0');
    return Buffer.concat([inetPton(AF_INET, group), address]);
  }
  const index = new Uint8Array(Uint32Array.of(typeof on === 'number' ? on : 0).buffer);
  return Buffer.concat([inetPton(AF_INET6, group), index]);
}

// Seconds and nanoseconds are ints on systems where time_t has 32 bits, and longs of 64 bits elsewhere.
const NARROW_TIMESPEC_BYTES = 8;
const WIDE_TIMESPEC_BYTES = 16;

/** Whether `bytes` is the size of a struct timespec; one that did not fit was cut off. */
export function isTimespecLength(bytes: number): boolean {
  return bytes === NARROW_TIMESPEC_BYTES || bytes === WIDE_TIMESPEC_BYTES;
}

/** Decodes a struct timespec to ns. */
export function decodeTimespecNs(bytes: Uint8Array): bigint {
  if (!isTimespecLength(checkBytes(bytes, 'the time').length))
    throw rangeError(`a time has 8 or 16 bytes, not ${bytes.length}`);
  const isNarrow = bytes.length === NARROW_TIMESPEC_BYTES;
  const own = Uint8Array.from(bytes).buffer;
  const [seconds = 0, nanoseconds = 0] = isNarrow ? new Int32Array(own) : new BigInt64Array(own);
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
}
