// The `tls` option of stream servers. A handshake is made by the handler of its connection (async-stream-handler.ts), so that a
// slow one holds up nobody.
import { randomBytes } from 'node:crypto';
import type { ServerOpts } from 'node:net';
import type * as tls from 'node:tls';
import { argTypeError, checkTimeMs, kindOf } from '@fdset/posix';
import { checkTlsIdentity } from '@fdset/socket/async';
import type { RequestKind } from './transport.js';

/** The options of a server of node:tls, and the limit of the handshake. One of `key` and `cert`, or `pfx`, is needed. */
export interface ServerTlsOptions extends Omit<
  tls.TlsOptions,
  keyof ServerOpts | 'handshakeTimeout'
> {
  /** How long a handshake may take, in ms; default 120,000; null is no limit. */
  readonly handshakeTimeoutMs?: number | null | undefined;
}

/** Options of node:tls and of `startTls` which would have no effect, or one that nobody means. */
const ELSEWHERE = ['handshakeTimeout', 'timeoutMs', 'signal'];
const TICKET_KEY_BYTES = 48;

/**
 * Checks the option, and that its keys and certificates can be used. The tickets of all workers have one key, so that a client
 * resumes its session with any of them.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_UNKNOWN_OPTION; ERR_FDSET_UNSUPPORTED on a datagram server
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const checkTls = (
  options: ServerTlsOptions | null | undefined,
  kind: RequestKind,
): ServerTlsOptions | null => {
  if (options === undefined || options === null) return null;
  if (kind === 'datagram')
    throw argTypeError(
      'tls encrypts connections, and a datagram server has none: leave it out',
      'ERR_FDSET_UNSUPPORTED',
    );
  return completeTls(options);
};

/**
 * A copy of the options with a key for tickets, after their checks.
 * @throws as {@link checkTls}
 */
export const completeTls = (given: ServerTlsOptions): ServerTlsOptions => {
  if (typeof given !== 'object' || given === null)
    throw argTypeError(`tls must be an object like { key, cert }, not ${kindOf(given)}`);
  // The copy is what is used, and has the own properties only.
  const options = { ...given };
  checkElsewhere(options);
  checkTimeMs(options.handshakeTimeoutMs ?? null, 'tls.handshakeTimeoutMs');
  checkTlsIdentity(options, 'tls');
  return { ...options, ticketKeys: options.ticketKeys ?? randomBytes(TICKET_KEY_BYTES) };
};

const checkElsewhere = (options: object): void => {
  const found = ELSEWHERE.find((name) => (options as Record<string, unknown>)[name] !== undefined);
  if (found === undefined) return;
  throw argTypeError(
    `tls has no option '${found}': handshakeTimeoutMs limits the handshake`,
    'ERR_FDSET_UNKNOWN_OPTION',
  );
};

/**
 * Refuses what cannot be sent to workers.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED
 */
export const checkTlsCopy = (
  options: ServerTlsOptions | null | undefined,
  kind: 'thread' | 'process',
): void => {
  const [name] =
    Object.entries(options ?? {}).find(
      ([key, value]) => key === 'secureContext' || typeof value === 'function',
    ) ?? [];
  if (name === undefined) return;
  throw argTypeError(
    `tls.${name} cannot be sent to a ${kind}, where the handshakes are made: take an asynchronous server (AsyncTCPServer) for it`,
    'ERR_FDSET_UNSUPPORTED',
  );
};
