// Reads the URL of what a client connects to. The WHATWG parser refuses scoped IPv6 addresses and accepts whatever else comes
// with a scheme that it does not know, so this is a parser of its own. Errors never repeat what stands where a password would.
import { isUtf8 } from 'node:buffer';
import { isIPv6 } from 'node:net';
import { argTypeError, checkWhole, kindOf, showValue } from '@fdset/posix';
import type { Address, UnixAddress } from '@fdset/posix';

const parsers = new Map<string, (rest: string) => Address>([
  ['tcp', parseTcp],
  ['unix', parseUnix],
]);
const FORMS = 'tcp://HOST:PORT or unix:///PATH';

/**
 * The address that a URL names.
 * @throws {TypeError} ERR_FDSET_INVALID_URL, ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for a port
 */
export function parseUrl(url: string | URL): Address {
  const text = hrefOf(url) ?? url;
  if (typeof text !== 'string')
    throw argTypeError(`the URL must be a string or a URL, not ${kindOf(url)}`);
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):([^]*)$/i.exec(text) ?? [];
  const parse = parsers.get(scheme?.toLowerCase() ?? '');
  if (parse === undefined) throw urlError(`the URL must be ${FORMS}${hintFor(text, scheme)}`);
  return parse(rest as string);
}

// By its shape, because the URL of another realm (a test runner's) is no instance of this one's class.
function hrefOf(url: unknown): string | undefined {
  const { href, protocol } = (url ?? {}) as Partial<URL>;
  return typeof href === 'string' && typeof protocol === 'string' ? href : undefined;
}

/** What is meant by an address without a scheme. */
function hintFor(text: string, scheme: string | undefined): string {
  if (/^[.\w-]+:\d+$|^\[[:.\da-f]+\]:\d+$/i.test(text)) return `; write tcp://${text}`;
  if (/^[./]/.test(text)) return `; write unix:${text}`;
  return scheme === undefined ? '; it has no scheme' : `; its scheme is ${showValue(scheme)}`;
}

function parseTcp(rest: string): Address {
  const [, authority, more] = /^\/\/([^/?#]*)\/?([^]*)$/.exec(rest) ?? [];
  if (authority === undefined) throw urlError('a TCP URL begins with tcp://, then HOST:PORT');
  if (authority.includes('@'))
    throw urlError('a TCP URL has no user name and no password, only tcp://HOST:PORT');
  if (more !== '')
    throw urlError('a TCP URL ends after its port, without a path, a query or a fragment');
  const [, bracketed, plain, port] =
    /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::([^:]*))?$/.exec(authority) ?? [];
  const host = bracketed === undefined ? plain : scopedHost(bracketed);
  if (host === undefined)
    throw urlError(
      `an IPv6 address stands in brackets, as in tcp://[::1]:8088, not ${showValue(authority)}`,
    );
  if (host === '') throw urlError('the URL names no host; write tcp://HOST:PORT');
  return { host, port: parsePort(port, authority) };
}

/** RFC 6874 wants the zone of an address (`fe80::1%eth0`) after %25. */
function scopedHost(bracketed: string): string | undefined {
  const host = bracketed.replace('%25', '%');
  return isIPv6(host) ? host : undefined;
}

function parsePort(port: string | undefined, authority: string): number {
  if (port === undefined || port === '')
    throw urlError(`the URL names no port; write tcp://${authority.replace(/:$/, '')}:PORT`);
  if (!/^\d+$/.test(port)) throw urlError(`the port must be a number, not ${showValue(port)}`);
  return checkWhole(Number(port), 'the port', 65_535, 1);
}

function parseUnix(rest: string): UnixAddress {
  const path = rest.replace(/^\/\/(?=\/|$)/, '');
  if (path.startsWith('//') && rest === path)
    throw urlError(`a Unix URL names no host; write unix:///${path.slice(2)}`);
  if (/[?#]/.test(path))
    throw urlError(
      'a Unix URL has no query and no fragment; in a path write %3F for ? and %23 for #',
    );
  if (path === '') throw urlError('the URL names no path; write unix:///PATH');
  const bytes = decodePercent(path);
  return { path: isUtf8(bytes) ? bytes.toString() : bytes };
}

/** The bytes of a path, which need not be UTF-8. */
function decodePercent(path: string): Buffer {
  const wrong = /%(?![\da-f]{2})/i.exec(path);
  if (wrong !== null)
    throw urlError('in a URL % stands before two hexadecimal digits; write %25 for % itself');
  const latin1 = Buffer.from(path).toString('latin1');
  const decoded = latin1.replaceAll(/%([\da-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return Buffer.from(decoded, 'latin1');
}

const urlError = (message: string): TypeError => argTypeError(message, 'ERR_FDSET_INVALID_URL');
