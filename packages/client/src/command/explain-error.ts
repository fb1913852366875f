// What the user reads of an error, in one line, and the exit code. An error that nobody foresaw shows its stack.
import { AddressInfoError, describeAddress } from '@fdset/posix';
import { ClientError } from '../errors/client-error.js';
import { EXIT } from './exit-code.js';
import { UsageError } from './usage-error.js';
import type { ExitCode } from './exit-code.js';

interface Coded extends Error {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly address?: string;
  readonly port?: number;
  readonly path?: string;
}

/** The line for an error of connecting, of the URL, or of the input. */
export function explainError(error: unknown): string {
  if (error instanceof ClientError) return explainClientError(error);
  if (error instanceof AggregateError) return error.errors.map(explainError).join('; ');
  if (!(error instanceof Error)) return String(error);
  if (error instanceof UsageError) return error.message;
  return explainRefusal(error) ?? messageOf(error);
}

/** The exit code for an error that ended everything. */
export function exitCodeOf(error: unknown): ExitCode {
  const isMisuse = error instanceof TypeError || error instanceof RangeError;
  const isOurs = String((error as { code?: unknown } | null)?.code).startsWith('ERR_FDSET_');
  return error instanceof UsageError || (isMisuse && isOurs) ? EXIT.usage : EXIT.failed;
}

function explainClientError(error: ClientError): string {
  const { cause, phase, url, message } = error;
  if (phase === 'handshake')
    return `${reasonIn(message)}${adviceOf(error.code) || doubtOf(error.code)}`;
  if (cause instanceof AddressInfoError) return `${url}: ${cause.message}`;
  return cause instanceof AggregateError ? explainError(cause) : (explainRefusal(error) ?? message);
}

/** The line's part for an error of a connection that stood. */
export function explainLoss(error: Error): string {
  const { code } = error as Coded;
  return `${reasonIn(error.message)}${adviceOf(typeof code === 'string' ? code : '')}`;
}

/** What is meant by the two errors that everybody meets. */
function explainRefusal({ code, address: host = '', port = 0, path }: Coded): string | null {
  if (code === 'ECONNREFUSED' && (port > 0 || path !== undefined))
    return `nothing listens on ${describeAddress(path === undefined ? { host, port } : { path })} (ECONNREFUSED)`;
  if (code === 'ENOENT' && path !== undefined) return `there is no socket ${path} (ENOENT)`;
  return null;
}

/** The reason in an error of OpenSSL, which stands between where and in which of its files it was found. */
const reasonIn = (text: string): string =>
  oneLine(text).replace(/\w+:error:\w*:[^:]*:[^:]*:([^:]*):.*/, '$1');

/** What a server answers, or does, that takes the first message of TLS for one of its own protocol. */
const STRANGE = /^(ECONNRESET|ETIMEDOUT|EPIPE)$|UNEXPECTED_MESSAGE|PACKET_LENGTH|BAD_RECORD/;

const doubtOf = (code: string): string => (STRANGE.test(code) ? '; does it speak TLS?' : '');

const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_UNTRUSTED/;

/** What helps against a certificate that is not trusted, or has another name. */
function adviceOf(code: string): string {
  if (UNTRUSTED.test(code)) return `; --ca FILE trusts its authority, --insecure whoever answers`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `; --servername NAME asks for another name, --insecure for none`;
  if (code.endsWith('_ALERT_CERTIFICATE_REQUIRED'))
    return '; the server wants a certificate: --cert FILE, --key FILE';
  // Before TLS 1.3 there was one alert for all that a server may miss.
  if (code.endsWith('_ALERT_HANDSHAKE_FAILURE'))
    return '; does it want a certificate (--cert FILE, --key FILE)?';
  return code === 'ERR_SSL_WRONG_VERSION_NUMBER' ? '; the server speaks no TLS' : '';
}

function messageOf(error: Coded): string {
  return error.code === undefined ? (error.stack ?? error.message) : explainLoss(error);
}

const oneLine = (text: string): string => text.trim().replaceAll(/\s*\n\s*/g, ' ');
