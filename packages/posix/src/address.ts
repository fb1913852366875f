// Addresses as users write them, and their conversion to and from the kernel's form.
import { isUtf8 } from 'node:buffer';
import { endianness } from 'node:os';
import { addon, type AddressBlock, type DecodedAddress } from './addon.js';
import { addressHint, showValue } from './address-hint.js';
import { checkWhole, isBytes } from './arguments.js';
import { checkMemory } from './check-memory.js';
import { checkOptionNames } from './check-option-names.js';
import { AF_INET } from './constants.js';
import { argTypeError, rangeError } from './misuse.js';

/** An IP address, whose `host` is numeric at this level. IPv6 addresses also have flowinfo and scopeId. */
export interface InetAddress {
  host: string;
  /** 0 to 65535; with 0 bind chooses a port. */
  port: number;
  flowinfo?: number | undefined;
  /** The interface index of a link-local address. */
  scopeId?: number | undefined;
}

/**
 * A Unix socket address: a path, `''` for no name (bind then chooses an abstract name), or an abstract
 * name after a leading `'\0'` (Linux). Calls return it as a string, or as a Buffer if it is not UTF-8.
 */
export interface UnixAddress {
  path: string | Uint8Array;
}

/** The address of a socket or of its peer. */
export type Address = InetAddress | UnixAddress;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

export function isUnixAddress(address: Address): address is UnixAddress {
  return isObject(address) && 'path' in address && address.path !== undefined;
}

export function isInetAddress(address: Address): address is InetAddress {
  return isObject(address) && 'host' in address;
}

const INET_NAMES = ['host', 'port', 'flowinfo', 'scopeId'];
const UNIX_NAMES = ['path'];
const OTHERS_NAMES = [
  ['host', 'address', 'addr', 'ip'],
  ['path', 'file', 'filename', 'socketPath'],
];

/**
 * Refuses properties of an address other than `{ host, port, flowinfo, scopeId }` or `{ path }`, unless they are undefined.
 * It checks the addresses of a socket and its peer. The address of a datagram is checked only if a property is missing.
 *
 * @throws TypeError `ERR_FDSET_UNKNOWN_OPTION`. For values that are no address at all, encoding them throws.
 */
export function checkAddressNames(address: Address): void {
  if (!isObject(address) || Array.isArray(address)) return;
  const isInet = 'host' in address && address.host !== undefined;
  const names = isUnixAddress(address) ? UNIX_NAMES : INET_NAMES;
  const known = isInet || isUnixAddress(address) ? names : [...INET_NAMES, ...UNIX_NAMES];
  checkOptionNames(address, known, 'an address', OTHERS_NAMES);
}

/** One block per thread is enough, because it is read before another call can write to it. */
export const scratchBlock: AddressBlock = new Uint8Array(addon.ADDRESS_BLOCK_BYTES);

function encodeUnix(address: UnixAddress, into: AddressBlock): AddressBlock {
  const { path } = address;
  if (typeof path !== 'string' && !isBytes(path))
    throw argTypeError('address.path must be a string or a Uint8Array');
  if (path.length === 0 && isBytes(path)) checkMemory(path, 'address.path');
  const bytes = typeof path === 'string' ? Buffer.from(path) : path;
  if (addon.addressEncodeUnix(into, bytes) >= 0) return into;
  const limit = addon.MAX_UNIX_PATH;
  throw rangeError(
    `address.path must be at most ${limit - 1} bytes without NUL, or an abstract name of at most ` +
      `${limit - 1} bytes after its leading NUL (it has ${bytes.length} bytes)`,
  );
}

function encodeInet(address: InetAddress, into: AddressBlock): AddressBlock {
  const { host, port, flowinfo = 0, scopeId = 0 } = address;
  if (typeof host !== 'string' || port === undefined) checkAddressNames(address);
  if (typeof host !== 'string') throw argTypeError('address.host must be a string');
  checkWhole(port, 'address.port', 65535);
  // flowinfo has twenty bits (RFC 8200); the kernel would use further bits as a traffic class.
  checkWhole(flowinfo, 'address.flowinfo', 0xfffff);
  const numeric = host.length <= 45;
  if (numeric && addon.addressEncodeInet(into, host, port, flowinfo, scopeId) >= 0) return into;
  throw rangeError(
    `address.host must be a numeric IPv4 or IPv6 address (got ${JSON.stringify(host)}); resolve ` +
      `names with getaddrinfo first`,
  );
}

/**
 * Writes an address in the kernel's form; its properties determine the family.
 *
 * @throws TypeError `ERR_FDSET_INVALID_ARG_TYPE`, RangeError `ERR_FDSET_OUT_OF_RANGE`.
 */
export function encodeAddress(address: Address, into: AddressBlock = scratchBlock): AddressBlock {
  if (!isObject(address)) throw noAddress(address);
  if (isUnixAddress(address)) return encodeUnix(address, into);
  if (isInetAddress(address)) return encodeInet(address, into);
  checkAddressNames(address);
  throw noAddress(address);
}

function noAddress(given: unknown): Error {
  const what = 'an address must be { host, port } or { path }';
  return argTypeError(`${what}, not ${showValue(given)}${addressHint(given)}`);
}

/** Converts a decoded address to the user's form; null if there was no address. */
export function toAddress(decoded: DecodedAddress): Address | null {
  if (decoded === null || !Buffer.isBuffer(decoded)) return decoded;
  return { path: isUtf8(decoded) ? decoded.toString() : decoded };
}

// A block consists of the length in 32 bits, 32 bits of padding, and the sockaddr. These are the positions of family, port and
// host of an IPv4 address. Decoding it here costs a quarter of an object that the addon makes.
const INET_LENGTH = 16;
const FAMILY_AT = 8;
const PORT_AT = 10;
const HOST_AT = 12;
const hasKnownLayout = process.platform === 'linux' && endianness() === 'LE';

/** Reads the address that the last call left in a block. */
export function decodeAddress(block: AddressBlock = scratchBlock): Address | null {
  if (hasKnownLayout && block[0] === INET_LENGTH && block[FAMILY_AT] === AF_INET)
    return { host: hostIn(block), port: byteAt(block, PORT_AT) * 256 + byteAt(block, PORT_AT + 1) };
  return toAddress(addon.addressDecode(block));
}

function hostIn(block: AddressBlock): string {
  return `${byteAt(block, HOST_AT)}.${byteAt(block, HOST_AT + 1)}.${byteAt(block, HOST_AT + 2)}.${byteAt(block, HOST_AT + 3)}`;
}

function byteAt(block: AddressBlock, index: number): number {
  return block[index] as number;
}
