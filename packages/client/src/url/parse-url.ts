// Reads the URL of what a client connects to. The WHATWG parser refuses scoped IPv6 addresses and accepts whatever else comes
// with a scheme that it does not know, so this is a parser of its own. Errors never repeat what stands where a password would.
import { argTypeError, describeAddress, kindOf, showValue } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import { MANNERS } from './endpoint.js';
import type { Endpoint, Manner } from './endpoint.js';
import { parseInet } from './parse-inet.js';
import { parseUnix } from './parse-unix.js';
import { urlError } from './url-error.js';

const FORMS = 'tcp://, tls:// or udp://HOST:PORT, or unix:, unix+dgram: or unix+seqpacket:PATH';

/** What a URL may say beyond what clients connect to. */
export interface ParseUrlOptions {
  /** Whether it names what to listen at: port 0 has the kernel choose, and without a host it is every address. */
  readonly isListening?: boolean | undefined;
}

/**
 * What a URL names.
 * @throws {TypeError} ERR_FDSET_INVALID_URL, ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE for a port
 */
export function parseUrl(url: string | URL, options: ParseUrlOptions = {}): Endpoint {
  const text = hrefOf(url) ?? url;
  if (typeof text !== 'string')
    throw argTypeError(`the URL must be a string or a URL, not ${kindOf(url)}`);
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):([^]*)$/i.exec(text) ?? [];
  const manner = MANNERS.find((one) => one.scheme === scheme?.toLowerCase());
  if (manner === undefined) throw urlError(`the URL must be ${FORMS}${hintFor(text, scheme)}`);
  const address = manner.isUnix
    ? parseUnix(rest, manner.scheme)
    : parseInet(rest, manner.scheme, options.isListening === true);
  return { ...manner, address, url: urlOf(manner, address) };
}

/** The URL of an address, for people: control characters are escaped, other letters are as they are. */
export const urlOf = ({ scheme, isUnix }: Manner, address: Address): string =>
  `${scheme}:${isUnix ? '' : '//'}${describeAddress(address)}`;

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
