// Hints for addresses in another form: CPython's tuple, Node's two arguments, a string. The errors of every package that takes
// addresses end with such a hint.
import { inspect } from 'node:util';
import { isBytes } from './arguments.js';

const HOST_AND_PORT = /^(?:\[(?<v6>[^\]]*)\]|(?<host>[^:]*)):(?<port>\d{1,5})$/;

/** A value as text for a message; a custom `inspect` method of the value does not run. */
export const showValue = (value: unknown): string => {
  try {
    return inspect(value, { customInspect: false, depth: 1, breakLength: Infinity });
  } catch {
    return typeof value;
  }
};

/** The hint `: write { ... }` for an address `given`, with the argument `next` after it; '' if there is no hint. */
export const inetHint = (given: unknown, next?: unknown): string => {
  if (Array.isArray(given)) return typeof given[0] === 'string' ? inetHint(given[0], given[1]) : '';
  if (typeof given === 'number') return write(typeof next === 'string' ? next : '127.0.0.1', given);
  if (typeof given !== 'string') return '';
  const { v6, host, port } = HOST_AND_PORT.exec(given)?.groups ?? {};
  return write(v6 ?? host ?? given, port ?? (typeof next === 'number' ? next : undefined));
};

/** Like `inetHint`, for a path. */
export const unixHint = (given: unknown): string =>
  typeof given === 'string' || isBytes(given) ? `: write { path: ${showValue(given)} }` : '';

/** Like `inetHint` or `unixHint`, depending on the address. */
export const addressHint = (given: unknown, next?: unknown): string =>
  typeof given === 'string' && /^[/\0.@]/.test(given) ? unixHint(given) : inetHint(given, next);

const write = (host: string, port: unknown): string =>
  `: write { host: ${showValue(host)}, port: ${port === undefined ? '...' : Number(port)} }`;
