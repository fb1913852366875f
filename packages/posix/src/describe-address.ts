// Addresses as text, for messages, for console.log, and for programs.
import { isUnixAddress } from './address.js';
import type { Address, InetAddress } from './address.js';
import { isBytes } from './arguments.js';
import { escapeControls } from './inspect-line.js';
import { argTypeError } from './misuse.js';

/**
 * An address in its usual notation: `127.0.0.1:80`, `[::1]:80`, a path, `@name` for an abstract name, '' for none. It escapes
 * control characters.
 *
 * @throws TypeError `ERR_FDSET_INVALID_ARG_TYPE`.
 */
export function describeAddress(address: Address): string {
  if (isUnixAddress(address)) return escapeControls(pathText(address.path));
  const { host, port } = (address ?? {}) as Partial<InetAddress>;
  if (typeof host !== 'string' || typeof port !== 'number')
    throw argTypeError('an address must be { host: string, port: number } or { path }');
  return escapeControls(host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);
}

/** A path as text; an abstract name begins with `@`. */
export function pathText(path: string | Uint8Array): string {
  if (typeof path !== 'string' && !isBytes(path))
    throw argTypeError('address.path must be a string or a Uint8Array');
  const text = typeof path === 'string' ? path : Buffer.from(path).toString('latin1');
  return text.replaceAll('\0', '@');
}
