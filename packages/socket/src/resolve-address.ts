// Converts the address that a user writes to the numeric one that the kernel takes. Host names, '' and '<broadcast>' are
// resolved within the socket's own family, which is never guessed from a name.
import { isIPv4, isIPv6 } from 'node:net';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  addressHint,
  argTypeError,
  checkAddressNames,
  getaddrinfo,
  inetHint,
  isBytes,
  isUnixAddress,
  rangeError,
  showValue,
  unixHint,
} from '@fdset/posix';
import type { Address, InetAddress, UnixAddress } from '@fdset/posix';
import type { SocketState } from './socket-state.js';

const WILDCARD_V4 = '0.0.0.0';
const WILDCARD_V6 = '::';
const BROADCAST = '255.255.255.255';

/**
 * The numeric address for a socket of this family. It is a new object, so that none of the caller's code runs when it is
 * read.
 * @param next - the argument after the address, for the error message
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE when the address has another shape
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE when the port is not 0 to 65535
 * @throws {AddressInfoError} when the host has no address in this family
 */
export const resolveAddress = (state: SocketState, address: Address, next?: unknown): Address => {
  if (state.family === AF_UNIX) return requireUnix(address);
  if (state.family === AF_INET) return resolveV4(requireInet(address, next), state.type);
  if (state.family === AF_INET6) return resolveV6(requireInet(address, next), state.type);
  return requireAddress(address, 'a socket', next);
};

/**
 * Like `resolveAddress`, for verbs that are called once for a socket: unknown property names are refused.
 * @throws {TypeError} ERR_FDSET_UNKNOWN_OPTION as well
 */
export const resolveOnce = (state: SocketState, address: Address, next?: unknown): Address => {
  checkAddressNames(address);
  return resolveAddress(state, address, next);
};

/**
 * Checks an address of either kind, and returns it as a new object.
 * @param of - the verb that takes it, for the error message
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const requireAddress = (address: Address, of: string, next?: unknown): Address => {
  checkAddressNames(address);
  if (!isObject(address) || Array.isArray(address))
    throw argTypeError(
      `${of} takes { host: string, port: number } or { path: string }, not ${showValue(address)}` +
        addressHint(address, next),
    );
  return isUnixAddress(address) ? requireUnix(address) : requireInet(address, next);
};

/**
 * Checks that an address is `{ path }`, and returns it as a new object.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const requireUnix = (address: Address): UnixAddress => {
  const { path } = fieldsOf<UnixAddress>(address);
  if (typeof path === 'string' || isBytes(path)) return { path };
  checkAddressNames(address);
  throw argTypeError(
    `a Unix socket takes { path: string | Uint8Array }, not ${showValue(address)}${unixHint(address)}`,
  );
};

/**
 * Checks that an address is `{ host, port }` with a port in range, and returns it as a new object.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const requireInet = (address: Address, next?: unknown): InetAddress => {
  const { host, port, flowinfo, scopeId } = fieldsOf<InetAddress>(address);
  // A misspelt property name is the likeliest cause. Complete addresses skip this check.
  if (typeof host !== 'string' || port === undefined) checkAddressNames(address);
  if (typeof host !== 'string')
    throw argTypeError(
      `an internet socket takes { host: string, port: number }, not ${showValue(address)}` +
        inetHint(address, next),
    );
  checkPort(port);
  if (flowinfo === undefined && scopeId === undefined) return { host, port: port as number };
  return {
    host,
    port: port as number,
    ...(flowinfo === undefined ? {} : { flowinfo }),
    ...(scopeId === undefined ? {} : { scopeId }),
  };
};

/** The unchecked fields of a caller's value. */
const fieldsOf = <T>(value: unknown): Partial<T> => (isObject(value) ? value : {});

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const checkPort = (port: unknown): void => {
  if (typeof port !== 'number') throw argTypeError(`the port must be a number, not ${typeof port}`);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return;
  throw rangeError(`the port must be a whole number from 0 to 65535, not ${port}`);
};

// Recognizing a numeric host takes a regular expression, and senders of datagrams pass the same host again and again.
let latestNumericV4 = WILDCARD_V4;

const resolveV4 = (address: InetAddress, type: number): Address => {
  const { host, port } = address;
  if (host === latestNumericV4) return address;
  if (host === '') return { host: WILDCARD_V4, port };
  if (host === '<broadcast>') return { host: BROADCAST, port };
  if (!isIPv4(host)) return lookUp(address, AF_INET, type);
  latestNumericV4 = host;
  return address;
};

const resolveV6 = (address: InetAddress, type: number): Address => {
  if (address.host === '') return { ...address, host: WILDCARD_V6 };
  // A scope ('fe80::1%eth0') names an interface, and only the resolver knows its index.
  const isNumeric = isIPv6(address.host) && !address.host.includes('%');
  return isNumeric ? address : lookUp(address, AF_INET6, type);
};

const lookUp = (wanted: InetAddress, family: number, type: number): Address => {
  const [first] = getaddrinfo(wanted.host, wanted.port, { family, type });
  const found = first?.address;
  // The resolver throws an error instead of returning an empty list, but its type does not tell that.
  if (found === undefined || isUnixAddress(found))
    throw argTypeError(`no internet address for ${wanted.host}`);
  return {
    host: found.host,
    port: wanted.port,
    ...(wanted.flowinfo === undefined ? {} : { flowinfo: wanted.flowinfo }),
    ...(family === AF_INET6 ? { scopeId: wanted.scopeId ?? found.scopeId ?? 0 } : {}),
  };
};
