// The structures behind some options and control messages, to and from their bytes.
import { isIPv4 } from 'node:net';
import { AF_INET, AF_INET6 } from './constants.js';
import { rangeError } from './misuse.js';
import { inetPton } from './names.js';

/** SO_LINGER: what close does with unsent data. `on` with 0 seconds resets the connection. */
export interface Linger {
  on: boolean;
  seconds: number;
}

export function encodeLinger({ on, seconds }: Linger): Uint8Array {
  if (!Number.isInteger(seconds) || seconds < 0)
    throw rangeError('seconds must be an integer >= 0');
  return new Uint8Array(Int32Array.of(on ? 1 : 0, seconds).buffer);
}

export function decodeLinger(bytes: Uint8Array): Linger {
  const words = new Int32Array(Uint8Array.from(bytes).buffer);
  return { on: words[0] !== 0, seconds: words[1] ?? 0 };
}

/** A multicast group and the interface to join it on; by default the kernel chooses one. */
export interface Membership {
  group: string;
  /** IPv4: the interface's address. IPv6: its index. */
  interface?: string | number;
}

/** The value of IP_ADD_MEMBERSHIP (ip_mreq) or IPV6_JOIN_GROUP (ipv6_mreq), by the group's family. */
export function encodeMembership({ group, interface: on }: Membership): Uint8Array {
  if (isIPv4(group)) {
    const address = inetPton(AF_INET, typeof on === 'string' ? on : '0.0.0.0');
    return Buffer.concat([inetPton(AF_INET, group), address]);
  }
  const index = new Uint8Array(Uint32Array.of(typeof on === 'number' ? on : 0).buffer);
  return Buffer.concat([inetPton(AF_INET6, group), index]);
}

// Seconds and nanoseconds are ints where time_t has 32 bits, and longs of 64 bits elsewhere.
const NARROW_TIMESPEC_BYTES = 8;

/** A struct timespec, in ns. */
export function decodeTimespecNs(bytes: Uint8Array): bigint {
  const own = Uint8Array.from(bytes).buffer;
  const isNarrow = bytes.length === NARROW_TIMESPEC_BYTES;
  const [seconds = 0, nanoseconds = 0] = isNarrow ? new Int32Array(own) : new BigInt64Array(own);
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
}
