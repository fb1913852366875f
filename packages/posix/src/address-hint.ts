// What to write where an address has another shape than ours: CPython's tuple, Node's two arguments,
// a string. The errors of every package that takes addresses end with it.
import { inspect } from 'node:util';
import { isBytes } from './arguments.js';

const HOST_AND_PORT = /^(?:\[(?<v6>[^\]]*)\]|(?<host>[^:]*)):(?<port>\d{1,5})$/;

/** A value as it is shown in a message: an `inspect` of the value's own neither runs nor throws. */
export const showValue = (value: unknown): string => {
  try {
    return inspect(value, { customInspect: false, depth: 1, breakLength: Infinity });
  } catch {
    return typeof value;
  }
};

/** `: write { ... }` for an address that was given as `given`, followed by `next`; '' when it tells too little. */
export const inetHint = (given: unknown, next?: unknown): string => {
  if (Array.isArray(given)) return typeof given[0] === 'string' ? inetHint(given[0], given[1]) : '';
  if (typeof given === 'number') return write(typeof next === 'string' ? next : '127.0.0.1', given);
  if (typeof given !== 'string') return '';
  const { v6, host, port } = HOST_AND_PORT.exec(given)?.groups ?? {};
  return write(v6 ?? host ?? given, port ?? (typeof next === 'number' ? next : undefined));
};

/** As `inetHint`, for a path. */
export const unixHint = (given: unknown): string =>
  typeof given === 'string' || isBytes(given) ? `: write { path: ${showValue(given)} }` : '';

/** As `inetHint`, where the family is still to be known by the address. */
export const addressHint = (given: unknown, next?: unknown): string =>
  typeof given === 'string' && /^[/\0.@]/.test(given) ? unixHint(given) : inetHint(given, next);

const write = (host: string, port: unknown): string =>
  `: write { host: ${showValue(host)}, port: ${port === undefined ? '...' : Number(port)} }`;
