// Stands in for an addon that could not be loaded. The package can be imported then, so that a program may run without sockets on
// a system that has none, and everything that would call the addon throws why there is none.
import { AddonUnavailableError } from './addon-unavailable.js';

// The packages tell kinds of sockets by these, so that what was asked for gets as far as the addon. The numbers are Linux's.
const kinds = {
  AF_UNSPEC: 0,
  AF_UNIX: 1,
  AF_INET: 2,
  AF_INET6: 10,
  SOCK_STREAM: 1,
  SOCK_DGRAM: 2,
};

// Modules take these while they are imported, for memory and limits.
const values: Readonly<Record<string, unknown>> = {
  // The others are -1, as all that a system lacks.
  constants: new Proxy<Record<string, number>>(kinds, {
    get: (known, name) => known[String(name)] ?? -1,
  }),
  errnoNumbers: {},
  callNumbers: new Int32Array(8),
  ADDRESS_BLOCK_BYTES: 136,
  MAX_UNIX_PATH: 107,
  FD_SETSIZE: 1024,
};

const isNumber = (name: string): boolean => /^[A-Z_]+$/.test(name);

/** An object in whose place no addon could be loaded because of `failure`. */
export function absentAddon({ message, reason, cause }: AddonUnavailableError): object {
  const refuse = (): never => {
    throw new AddonUnavailableError(message, reason, cause === undefined ? undefined : { cause });
  };
  const get = (_: object, name: string | symbol): unknown => {
    if (typeof name === 'symbol') return undefined;
    if (Object.hasOwn(values, name)) return values[name];
    return isNumber(name) ? 0 : refuse;
  };
  return new Proxy({}, { get });
}
