// Makes errors of the operating system, by the name of their errno, that this package throws itself.
import { errnoNumbers, isUnixAddress, socketError } from '@fdset/posix';
import type { Address, SocketError } from '@fdset/posix';

/** The error that the kernel would return. The name determines its class, code and number. */
export const systemError = (code: string, call: string, address?: Address): SocketError =>
  socketError(-(errnoNumbers[code] ?? 0), call, address);

/** A `SocketTimeoutError` (`ETIMEDOUT`) whose message names the call, the limit and the address. */
export const timeoutError = (call: string, timeoutMs: number, address?: Address): SocketError => {
  const error = systemError('ETIMEDOUT', call, address);
  const where = address === undefined ? '' : `, ${describeAddress(address)}`;
  error.message = `${call} timed out after ${timeoutMs} ms${where}`;
  return error;
};

/** An address in its usual notation: `127.0.0.1:80`, `[::1]:80`, a path, or `@name` for an abstract name. */
export const describeAddress = (address: Address): string => {
  if (isUnixAddress(address)) return describePath(address.path);
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${address.port}`;
};

const describePath = (path: string | Uint8Array): string => {
  const text = typeof path === 'string' ? path : Buffer.from(path).toString('latin1');
  return text.replaceAll('\0', '@');
};
