// Caches the addresses of datagrams. Most sockets have few peers, and making an address object or its kernel form takes several
// calls into the addon and several objects. Both tables are bounded; a new address replaces the one in the same slot.
import type { AddressBlock } from './addon.js';
import { addon } from './addon.js';
import { type Address, encodeAddress, isUnixAddress, toAddress } from './address.js';

const SLOTS = 256;
// A block consists of one word of length, one word of padding, and the name.
const NAME_WORD = 2;

/** The size of an address block in 32-bit words. */
export const BLOCK_WORDS = addon.ADDRESS_BLOCK_BYTES / Int32Array.BYTES_PER_ELEMENT;

interface Known {
  readonly bytes: number;
  readonly words: Int32Array;
  readonly address: Address;
}

const known = Array.from<Known | undefined>({ length: SLOTS });

/** The address blocks of several datagrams. */
export class BlockList {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;

  constructor(count: number) {
    this.words = new Int32Array(count * BLOCK_WORDS);
    this.bytes = new Uint8Array(this.words.buffer);
  }

  /** The address in one block, as a frozen object, which is usually reused; null for none. */
  addressAt(index: number): Address | null {
    const { words } = this;
    const base = index * BLOCK_WORDS;
    const bytes = words[base] as number;
    if (bytes === 0) return null;
    const count = (bytes + 3) >> 2;
    const slot = hash(words, base + NAME_WORD, count);
    const found = known[slot];
    if (found?.bytes === bytes && isSame(found.words, words, base + NAME_WORD))
      return found.address;
    return this.#decode(base, bytes, count, slot);
  }

  #decode(base: number, bytes: number, count: number, slot: number): Address | null {
    const start = base * Int32Array.BYTES_PER_ELEMENT;
    const block = this.bytes.subarray(start, start + addon.ADDRESS_BLOCK_BYTES);
    const address = toAddress(addon.addressDecode(block));
    // The bytes of a path that is not UTF-8 cannot be frozen, so such an address is not cached.
    if (address === null || (isUnixAddress(address) && typeof address.path !== 'string'))
      return address;
    const name = base + NAME_WORD;
    known[slot] = { bytes, words: this.words.slice(name, name + count), address };
    return Object.freeze(address);
  }
}

function hash(words: Int32Array, start: number, count: number): number {
  let sum = 0;
  for (let index = start; index < start + count; index++)
    sum = Math.imul(sum ^ (words[index] as number), 0x9e3779b1);
  return ((sum ^ (sum >>> 15)) >>> 0) & (SLOTS - 1);
}

function isSame(name: Int32Array, words: Int32Array, start: number): boolean {
  for (let index = 0; index < name.length; index++)
    if (name[index] !== words[start + index]) return false;
  return true;
}

interface Encoded {
  readonly host: unknown;
  readonly port: unknown;
  readonly flowinfo: unknown;
  readonly scopeId: unknown;
  readonly block: AddressBlock;
}

const encodedInet = Array.from<Encoded | undefined>({ length: SLOTS });
const encodedPaths = new Map<string, AddressBlock>();

/** The kernel's form of an address, which must not be changed. Throws as `encodeAddress` does. */
export function encodePeer(address: Address): AddressBlock {
  if (typeof address !== 'object' || address === null) return encode(address);
  const { path, host, port, flowinfo, scopeId } = address as {
    readonly [Name in 'path' | 'host' | 'port' | 'flowinfo' | 'scopeId']?: unknown;
  };
  if (typeof path === 'string') return encodedPaths.get(path) ?? encodePath(path);
  if (path !== undefined || typeof port !== 'number') return encode(address);
  const found = encodedInet[port & (SLOTS - 1)];
  if (
    found?.port === port &&
    found.host === host &&
    found.scopeId === scopeId &&
    found.flowinfo === flowinfo
  )
    return found.block;
  return encodeInet({ host, port, flowinfo, scopeId }, address);
}

// Encodes the values that were read before, because a getter may return another value the second time.
function encodeInet(
  read: Omit<Encoded, 'block'> & { readonly port: number },
  given: Address,
): AddressBlock {
  // The error of an incomplete address needs all of its property names.
  if (read.host === undefined) return encode(given);
  const named = Object.entries(read).filter(([, value]) => value !== undefined);
  const block = encode(Object.fromEntries(named) as unknown as Address);
  encodedInet[read.port & (SLOTS - 1)] = { ...read, block };
  return block;
}

function encodePath(path: string): AddressBlock {
  const block = encode({ path });
  if (encodedPaths.size >= SLOTS) encodedPaths.clear();
  encodedPaths.set(path, block);
  return block;
}

function encode(address: Address): AddressBlock {
  return encodeAddress(address, new Uint8Array(addon.ADDRESS_BLOCK_BYTES));
}
