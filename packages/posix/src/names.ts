// Resolves names of hosts, services and interfaces.
import { types } from 'node:util';
import { addon, type NativeAddressInfo, type Result } from './addon.js';
import { type Address, checkAddressNames, encodeAddress, toAddress } from './address.js';
import { checkOptions } from './arguments.js';
import { check, checkValue } from './check.js';
import { checkOptionNames } from './check-option-names.js';
import { type ConstantName, constants } from './constants.js';
import { argTypeError, rangeError } from './misuse.js';
import { AddressInfoError, socketError } from './socket-error.js';

export interface AddressInfoOptions {
  /** AF_INET or AF_INET6; default AF_UNSPEC for both. */
  family?: number | undefined;
  /** SOCK_STREAM or SOCK_DGRAM; default 0 for all types. */
  type?: number | undefined;
  protocol?: number | undefined;
  /** AI_* flags. Default 0. */
  flags?: number | undefined;
}

/** One address of a name. */
export interface AddressInfo {
  family: number;
  type: number;
  protocol: number;
  /** The canonical name, on the first entry if the flags have AI_CANONNAME. */
  canonname?: string;
  address: Address;
}

/** The result of {@link getnameinfo}. */
export interface NameInfo {
  host: string;
  service: string;
}

const resolverCodes = new Map<number, string>();
for (const [name, number] of Object.entries(constants) as [ConstantName, number][])
  if (name.startsWith('EAI_')) resolverCodes.set(number, name);

const meanings = new Map([
  ['EAI_NONAME', 'the name or service is not known'],
  ['EAI_AGAIN', 'the name server did not answer; try again'],
  ['EAI_ADDRFAMILY', 'it has no address of that family'],
  ['EAI_NODATA', 'it has no address'],
  ['EAI_SERVICE', 'no such service for that socket type'],
]);

function resolverError(code: number, syscall: string, name: string): Error {
  if (code <= -addon.SYSTEM_ERROR_BASE) return socketError(code + addon.SYSTEM_ERROR_BASE, syscall);
  const text = resolverCodes.get(code) ?? `EAI_${code}`;
  const error = new AddressInfoError(text, code, syscall);
  const meaning = meanings.get(text);
  error.message += ` ${name}${meaning === undefined ? '' : ` (${meaning})`}`;
  return error;
}

function toService(service: string | number | null): string | null {
  if (typeof service !== 'number') return service;
  if (Number.isInteger(service) && service >= 0 && service <= 65535) return String(service);
  throw rangeError('a service must be a name or a port from 0 to 65535');
}

function callGetaddrinfo(
  host: string | null,
  service: string | number | null,
  options: AddressInfoOptions,
  async: boolean,
): ReturnType<typeof addon.getaddrinfo> {
  checkOptionNames(options, ['family', 'type', 'protocol', 'flags'], 'getaddrinfo');
  const { family = 0, type = 0, protocol = 0, flags = 0 } = checkOptions(options);
  return addon.getaddrinfo(host, toService(service), family, type, protocol, flags, async);
}

function toAddressInfos(found: NativeAddressInfo[] | Result, name: string): AddressInfo[] {
  if (typeof found === 'number') throw resolverError(found, 'getaddrinfo', name);
  return found.flatMap((entry) => {
    const address = toAddress(entry.address);
    return address === null ? [] : [{ ...entry, address }];
  });
}

function nameOf(host: string | null, service: string | number | null): string {
  return `${host ?? ''}${service === null ? '' : `:${service}`}`;
}

/**
 * Resolves a host and a service. It blocks this thread uninterruptibly and without a time-out.
 *
 * Source: getaddrinfo(3).
 * @param host - a name or a numeric address; null means the wildcard (AI_PASSIVE) or loopback address.
 * @throws AddressInfoError `EAI_NONAME`, `EAI_AGAIN`, ...
 */
export function getaddrinfo(
  host: string | null,
  service: string | number | null,
  options: AddressInfoOptions = {},
): AddressInfo[] {
  const found = callGetaddrinfo(host, service, options, false);
  if (types.isPromise(found)) throw argTypeError('unexpected promise');
  return toAddressInfos(found, nameOf(host, service));
}

/** Like {@link getaddrinfo}, but on libuv's thread pool. */
export async function getaddrinfoAsync(
  host: string | null,
  service: string | number | null,
  options: AddressInfoOptions = {},
): Promise<AddressInfo[]> {
  return toAddressInfos(await callGetaddrinfo(host, service, options, true), nameOf(host, service));
}

function toNameInfo(found: NameInfo | Result): NameInfo {
  if (typeof found === 'number') throw resolverError(found, 'getnameinfo', '');
  return found;
}

/**
 * Finds the names of an address and its port. It blocks this thread uninterruptibly.
 *
 * Source: getnameinfo(3).
 * @param flags - NI_* flags. Default 0.
 */
export function getnameinfo(address: Address, flags = 0): NameInfo {
  checkAddressNames(address);
  const found = addon.getnameinfo(encodeAddress(address), flags, false);
  if (types.isPromise(found)) throw argTypeError('unexpected promise');
  return toNameInfo(found);
}

/** Like {@link getnameinfo}, but on libuv's thread pool. */
export async function getnameinfoAsync(address: Address, flags = 0): Promise<NameInfo> {
  checkAddressNames(address);
  return toNameInfo(await addon.getnameinfo(encodeAddress(address), flags, true));
}

/** The bytes of a numeric address. Source: inet_pton(3). @throws SocketError `EINVAL`. */
export function inetPton(family: number, text: string): Buffer {
  if (typeof text === 'string' && text.length > 45) throw socketError(-EINVAL, 'inet_pton');
  return checkValue(addon.inetPton(family, text), 'inet_pton');
}

/** The text of an address's 4 or 16 bytes. Source: inet_ntop(3). */
export function inetNtop(family: number, bytes: Uint8Array): string {
  return checkValue(addon.inetNtop(family, bytes), 'inet_ntop');
}

const EINVAL = addon.errnoNumbers['EINVAL'] ?? 0;

/** The index of an interface. Source: if_nametoindex(3). @throws SocketError `ENODEV`. */
export function ifNametoindex(name: string): number {
  return check(addon.ifNametoindex(name), 'if_nametoindex');
}

/** The name of an interface. Source: if_indextoname(3). @throws SocketError `ENXIO`. */
export function ifIndextoname(index: number): string {
  return checkValue(addon.ifIndextoname(index), 'if_indextoname');
}

/** All interfaces. Source: if_nameindex(3). */
export function ifNameindex(): { index: number; name: string }[] {
  return checkValue(addon.ifNameindex(), 'if_nameindex');
}
