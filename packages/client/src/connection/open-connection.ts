// Opens what a client talks over: a socket, or TLS over one. Every error tells its phase.
import { AddressInfoError, SHUT_WR, SOCK_DGRAM } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { connect } from '@fdset/socket/async';
import type { AsyncSocket, StartTlsOptions, TlsStream } from '@fdset/socket/async';
import { explainFailure } from '../errors/explain-failure.js';
import type { Endpoint } from '../url/endpoint.js';
import { TimeLeft } from './time-left.js';

/** What carries the bytes, or the datagrams, of a client. */
export type Connection = AsyncSocket | TlsStream;

/** The TLS of a client: the options of node:tls, such as `ca`, `cert`, `key`, `servername`, `ALPNProtocols`. */
export type ClientTlsOptions = Omit<StartTlsOptions, 'serverSide' | 'signal' | 'timeoutMs'>;

/** How a connection is opened. */
export interface OpenOptions {
  /**
   * The limit of resolving, connecting and the TLS handshake together, in ms; default 10,000. `null` waits for ever, which is as long as
   * the kernel tries.
   */
  readonly timeoutMs?: number | null | undefined;
  /**
   * How long an address of a name is tried alone before the next one is tried beside it, in ms; default 250, as RFC 8305 recommends.
   * An attempt goes on while later ones begin. `null` tries one after the other.
   */
  readonly attemptDelayMs?: number | null | undefined;
  /** The address to bind to first. */
  readonly sourceAddress?: Address | undefined;
  /** Only for `tls:`. */
  readonly tls?: ClientTlsOptions | undefined;
}

const ATTEMPT_DELAY_MS = 250;

/** How long opening may take unless `timeoutMs` says otherwise. */
export const OPEN_MS = 10_000;

/** @throws {ClientError} of the phases resolve, connect and handshake; the reason of an aborted signal */
export async function openConnection(
  endpoint: Endpoint,
  options: OpenOptions,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  const { timeoutMs = OPEN_MS } = options;
  const time = new TimeLeft(timeoutMs);
  const socket = await connectTo(endpoint, options, { signal, timeoutMs });
  if (!endpoint.isEncrypted) return socket;
  try {
    return await socket.startTls({ ...options.tls, signal, timeoutMs: time.leftMs });
  } catch (error) {
    socket.close();
    throw explainFailure(error, 'handshake', endpoint, signal);
  }
}

interface Limits {
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number | null;
}

async function connectTo(
  endpoint: Endpoint,
  options: OpenOptions,
  limits: Limits,
): Promise<AsyncSocket> {
  const { address, type } = endpoint;
  const { attemptDelayMs = ATTEMPT_DELAY_MS } = options;
  const sourceAddress = options.sourceAddress ?? ownAddress(endpoint);
  try {
    return await connect(address, { ...limits, type, attemptDelayMs, sourceAddress });
  } catch (error) {
    throw explainFailure(error, phaseOf(error), endpoint, limits.signal);
  }
}

/** A name of its own, which the kernel chooses, is what a Unix datagram socket can be answered at. */
export const ownAddress = ({ isUnix, type }: Endpoint): Address | undefined =>
  isUnix && type === SOCK_DGRAM && process.platform === 'linux' ? { path: '' } : undefined;

/** The phase of an error of connecting. */
export function phaseOf(error: unknown): 'resolve' | 'connect' {
  const isOfName =
    error instanceof AddressInfoError || (error as { syscall?: unknown }).syscall === 'getaddrinfo';
  return isOfName ? 'resolve' : 'connect';
}

/** Ends the sending direction, if the connection is there to be ended. */
export function shutDownSending(connection: Connection): void {
  try {
    connection.shutdown(SHUT_WR);
  } catch {
    // ENOTCONN: the connection is lost, and reading tells how.
  }
}
