// The options of TLS: which endpoints they are for, and the files that they name.
import { readFileSync } from 'node:fs';
import type { StartTlsOptions } from '@fdset/socket/async';
import { checkTlsIdentity } from '@fdset/socket/async';
import type { ClientTlsOptions } from '../connection/open-connection.js';
import { keepsBorders } from '../url/endpoint.js';
import type { Endpoint } from '../url/endpoint.js';
import { parseUrl } from '../url/parse-url.js';
import { UsageError } from './usage-error.js';

/** The options, as commander gives them. */
export interface TlsFlags {
  readonly tls?: boolean;
  readonly ca?: string;
  readonly insecure?: boolean;
  readonly servername?: string;
  readonly cert?: string;
  readonly key?: string;
}

const NAMES = ['ca', 'insecure', 'servername', 'cert', 'key'] as const;

/** What a URL names, encrypted where `--tls` says so. @throws as `parseUrl`; {UsageError} */
export function endpointOf(
  url: string,
  flags: TlsFlags,
  place: { readonly isListening: boolean } = { isListening: false },
): Endpoint {
  const endpoint = parseUrl(url, place);
  if (flags.tls !== true) return endpoint;
  if (keepsBorders(endpoint))
    throw new UsageError(`TLS goes over tcp: and unix: URLs, not over ${endpoint.scheme}:`);
  return { ...endpoint, isEncrypted: true };
}

/** Refuses options of TLS where nothing is encrypted. @throws {UsageError} */
export function checkTlsFlags(flags: TlsFlags, endpoints: readonly Endpoint[]): void {
  if (endpoints.some(({ isEncrypted }) => isEncrypted)) return;
  const given = NAMES.find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  throw new UsageError(`--${given} is for TLS: write tls://HOST:PORT, or add --tls`);
}

/** The options of a client. @throws {UsageError} */
export function clientTls(
  flags: TlsFlags,
  endpoints: readonly Endpoint[],
): ClientTlsOptions | undefined {
  checkTlsFlags(flags, endpoints);
  if (!endpoints.some(({ isEncrypted }) => isEncrypted)) return undefined;
  if ((flags.cert === undefined) !== (flags.key === undefined))
    throw new UsageError(
      'a certificate is shown with its key: give both --cert FILE and --key FILE',
    );
  return {
    ...pemFiles(flags),
    ...(flags.servername === undefined ? {} : { servername: flags.servername }),
    ...(flags.insecure === true ? { rejectUnauthorized: false } : {}),
  };
}

/** The options of a server; with `--ca` its clients need a certificate. Null where nothing is encrypted. @throws {UsageError} */
export function serverTls(flags: TlsFlags, endpoint: Endpoint): StartTlsOptions | null {
  if (!endpoint.isEncrypted) return null;
  if (flags.cert === undefined || flags.key === undefined)
    throw new UsageError('to listen with TLS, give --cert FILE and --key FILE');
  const asks = flags.ca === undefined ? {} : { requestCert: true, rejectUnauthorized: true };
  const options = { ...pemFiles(flags), ...asks, serverSide: true };
  checkTlsIdentity(options, '--cert and --key');
  return options;
}

function pemFiles({ ca, cert, key }: TlsFlags): { ca?: string; cert?: string; key?: string } {
  return {
    ...(ca === undefined ? {} : { ca: readPem(ca, '--ca') }),
    ...(cert === undefined ? {} : { cert: readPem(cert, '--cert') }),
    ...(key === undefined ? {} : { key: readPem(key, '--key') }),
  };
}

function readPem(path: string, option: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${option} names a file that cannot be read: ${(error as Error).message}`);
  }
  if (text.includes('-----BEGIN ')) return text;
  throw new UsageError(`${option} names a PEM file, which has -----BEGIN in it; ${path} has not`);
}
