// What stands behind tcp:, tls: and udp: in a URL.
import { isIPv6 } from 'node:net';
import { checkWhole, showValue } from '@fdset/posix';
import type { InetAddress } from '@fdset/posix';
import type { Scheme } from './endpoint.js';
import { urlError } from './url-error.js';

/** @throws as `parseUrl` */
export function parseInet(rest: string, scheme: Scheme, isListening: boolean): InetAddress {
  const authority = authorityOf(rest, scheme);
  const [, bracketed, plain, port] =
    /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::([^:]*))?$/.exec(authority) ?? [];
  const host = bracketed === undefined ? plain : scopedHost(bracketed);
  if (host === undefined)
    throw urlError(
      `an IPv6 address stands in brackets, as in ${scheme}://[::1]:8088, not ${showValue(authority)}`,
    );
  if (host === '' && !isListening)
    throw urlError(`the URL names no host; write ${scheme}://HOST:PORT`);
  if (port === undefined || port === '')
    throw urlError(`the URL names no port; write ${scheme}://${authority.replace(/:$/, '')}:PORT`);
  return { host, port: parsePort(port, isListening ? 0 : 1) };
}

function authorityOf(rest: string, scheme: Scheme): string {
  const [, authority, more] = /^\/\/([^/?#]*)\/?([^]*)$/.exec(rest) ?? [];
  if (authority === undefined)
    throw urlError(`such a URL begins with ${scheme}://, then HOST:PORT`);
  if (authority.includes('@'))
    throw urlError(`the URL has no user name and no password, only ${scheme}://HOST:PORT`);
  if (more !== '')
    throw urlError('the URL ends after its port, without a path, a query or a fragment');
  return authority;
}

/** RFC 6874 wants the zone of an address (`fe80::1%eth0`) after %25. */
function scopedHost(bracketed: string): string | undefined {
  const host = bracketed.replace('%25', '%');
  return isIPv6(host) ? host : undefined;
}

function parsePort(port: string, least: number): number {
  if (!/^\d+$/.test(port)) throw urlError(`the port must be a number, not ${showValue(port)}`);
  return checkWhole(Number(port), 'the port', 65_535, least);
}
