// The URL of where something listens, as whoever reads it gives it to a client.
import { isUnixAddress } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import type { Manner } from '../../url/endpoint.js';
import { urlOf } from '../../url/parse-url.js';

/** The URL of a bound address. People write `@` before an abstract name of Linux; in a URL that is the first letter of a file's name. */
export function doorUrl(manner: Manner, address: Address): string {
  const url = urlOf(manner, address);
  return isUnixAddress(address) && isAbstract(address.path) ? url.replace(':@', ':%00') : url;
}

const isAbstract = (path: string | Uint8Array): boolean =>
  typeof path === 'string' ? path.startsWith('\0') : path[0] === 0;
