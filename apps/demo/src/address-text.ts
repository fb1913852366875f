// Addresses as the demo prints them. The servers print `listening on HOST:PORT` with it.
import type { Address } from '@fdset/posix';

/** Returns `127.0.0.1:8088`, `[::1]:8088` or a Unix path. */
export function addressText(address: Address): string {
  if ('path' in address) return String(address.path);
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
}
