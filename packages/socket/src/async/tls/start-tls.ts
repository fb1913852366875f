// TLS over a connected descriptor: node:tls reads and writes it itself. Over a stream in JavaScript it had 0.57 to 0.72 of that
// rate.
import {
  abortReason,
  checkAbortSignal,
  checkBoolean,
  checkOptions,
  checkTimeMs,
  close,
  closedError,
  onClosing,
} from '@fdset/posix';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket as NetSocket, isIP } from 'node:net';
import type { SocketConstructorOpts } from 'node:net';
import * as timers from 'node:timers';
import type * as tls from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { systemError, timeoutError } from '../../system-error.js';
import type { OperationOptions } from '../operation.js';
import { watchLimits } from '../watch-limits.js';
import type { CheckedLimits } from '../watch-limits.js';
import { checkPemTexts, createTlsServer } from './check-tls-identity.js';
import { TlsStream } from './tls-stream.js';

/** Options of `startTls`: those of node:tls for a client or a server, and the limits of the handshake. */
export interface StartTlsOptions
  extends
    Omit<tls.ConnectionOptions, 'socket' | 'host' | 'port' | 'path' | 'timeout'>,
    Omit<tls.TlsOptions, keyof tls.ConnectionOptions | 'handshakeTimeout'>,
    OperationOptions {
  /**
   * The name to ask for (SNI), and to check the certificate of the server against. Default: the host name that the socket was
   * connected to; without one the certificate is checked against the address of the peer, on a Unix socket against 'localhost'.
   */
  readonly servername?: string | undefined;
  /** Whether this is the server of the connection; default false. */
  readonly serverSide?: boolean | undefined;
}

// This is not the function of globalThis, which a test runner's fake timers replace.
const { setImmediate } = timers;

// Loading node:tls takes 4 ms, and every thread and process that handles requests loads this file.
const loadTls = (): typeof tls => process.getBuiltinModule('node:tls');

/** How long a handshake may take, in ms, unless `timeoutMs` says otherwise. */
const HANDSHAKE_MS = 120_000;

/** What is given to TLS. */
export interface Plain {
  readonly fd: number;
  /** Bytes that were received too early, and belong to the handshake. */
  readonly unread: Buffer;
  /** The descriptor of which `fd` is a duplicate, and whose closing ends the encrypted connection too; null if there is none. */
  readonly ownerFd: number | null;
  /** The host that was connected to; null where there is none. */
  readonly host: string | null;
}

type Settle = (outcome: TLSSocket | Error) => void;
type Shake = (raw: NetSocket, settle: Settle, host: string | null) => void;

/** Makes the handshake. If it fails, or was given up, the descriptor is closed. */
export const startTls = async (
  plain: () => Plain,
  options: StartTlsOptions,
): Promise<TlsStream> => {
  checkOptions(options);
  checkAbortSignal(options.signal, 'signal');
  const { signal, timeoutMs = HANDSHAKE_MS, serverSide = false } = options;
  const limitMs = checkTimeMs(timeoutMs, 'timeoutMs');
  const shake = checkBoolean(serverSide, 'serverSide')
    ? serverShake(options)
    : clientShake(options);
  if (signal?.aborted) throw abortReason(signal);
  const given = plain();
  const limits = { signal, timeoutMs: limitMs, ownerFd: given.ownerFd };
  return limited(toNetSocket(given), (raw, settle) => shake(raw, settle, given.host), limits);
};

const toNetSocket = ({ fd, unread }: Plain): NetSocket => {
  // A peer that hangs up during the handshake ends it: a half-open connection would wait for its limit.
  const raw = makeNetSocket({ fd, readable: true, writable: true, allowHalfOpen: false });
  raw.setNoDelay(true);
  if (unread.length > 0) raw.unshift(unread);
  return raw;
};

const makeNetSocket = (options: { readonly fd: number } & SocketConstructorOpts): NetSocket => {
  try {
    return new NetSocket(options);
  } catch (error) {
    close(options.fd);
    throw error;
  }
};

interface Limits extends CheckedLimits {
  readonly ownerFd: number | null;
}

const limited = (
  raw: NetSocket,
  shake: (raw: NetSocket, settle: Settle) => void,
  limits: Limits,
): Promise<TlsStream> =>
  new Promise((resolve, reject) => {
    let isSettled = false;
    const settle = (outcome: TLSSocket | Error): void => {
      if (isSettled) return ignoreErrors(outcome);
      isSettled = true;
      release();
      if (outcome instanceof loadTls().TLSSocket) resolve(toStream(outcome, limits.ownerFd));
      else afterClosing(raw, () => reject(outcome));
    };
    const release = watchAll(limits, settle);
    try {
      shake(raw, settle);
    } catch (error) {
      settle(error as Error);
    }
  });

// A handshake may end before its connection, which was given up, is closed. Nobody would listen to the errors of that connection.
const ignoreErrors = (outcome: TLSSocket | Error): void => {
  if (outcome instanceof loadTls().TLSSocket) outcome.on('error', () => {});
};

/** Settles when a limit is over, or the owner has closed the socket; the returned function ends that. */
const watchAll = (limits: Limits, settle: Settle): (() => void) => {
  const late = (): Error => timeoutError('TLS handshake', limits.timeoutMs ?? 0);
  const endLimits = watchLimits(limits, late, (error) => settle(error as Error));
  const ignoreOwner = whenClosed(limits.ownerFd, () => settle(closedError('socket')));
  return () => {
    endLimits();
    ignoreOwner();
  };
};

const whenClosed = (fd: number | null, then: () => void): (() => void) =>
  fd === null ? () => {} : onClosing(fd, then);

const toStream = (socket: TLSSocket, ownerFd: number | null): TlsStream => {
  socket.allowHalfOpen = true;
  const stream = new TlsStream(socket);
  socket.once(
    'close',
    whenClosed(ownerFd, () => stream.close()),
  );
  return stream;
};

// The handshake may have called this in the middle of OpenSSL's work (a failure, or a callback that aborts the signal). Closing
// the connection beneath node:tls frees what OpenSSL still uses there, which ended the process by SIGSEGV.
const afterClosing = (raw: NetSocket, then: () => void): void => {
  if (raw.closed) return then();
  raw.once('close', then);
  setImmediate(() => raw.destroy());
};

// The limits end with the handshake: node:tls would destroy the connection when the signal is aborted later.
const ofNodeTls = (options: StartTlsOptions): object => ({ ...options, signal: undefined });

const clientShake = (options: StartTlsOptions): Shake => {
  checkPemTexts(options, 'startTls');
  return (raw, settle, peer) => {
    const { host = peer ?? undefined, servername = nameOf(host) } =
      options as tls.ConnectionOptions;
    shakeAsClient({ ...ofNodeTls(options), socket: raw, host, servername }, settle);
  };
};

// A client asks for a name (SNI), never for an address; node:tls checks the certificate against `host` then.
const nameOf = (host: string | undefined): string | undefined =>
  host === undefined || isIP(host) !== 0 ? undefined : host;

const shakeAsClient = (options: tls.ConnectionOptions, settle: Settle): void => {
  const socket = loadTls().connect(options);
  socket.once('secureConnect', () => {
    socket.off('error', settle);
    socket.off('close', onClose);
    settle(socket);
  });
  const onClose = (): void => settle(endedError());
  socket.on('error', settle);
  socket.once('close', onClose);
};

const endedError = (): Error => {
  const error = systemError('ECONNRESET', 'TLS handshake');
  error.message = 'the connection ended before its TLS handshake did';
  return error;
};

// A server of node:tls has the secure context, the sessions and the checks of client certificates. It takes any connection that
// is given to it, and tells of the encrypted one in the asynchronous context of the first.
const shaking = new AsyncLocalStorage<Settle>();
const servers = new WeakMap<StartTlsOptions, tls.Server>();

const serverShake = (options: StartTlsOptions): Shake => {
  const server = servers.get(options) ?? makeServer(options);
  return (raw, settle) => {
    raw.once('close', () => settle(endedError()));
    shaking.run(settle, () => server.emit('connection', raw));
  };
};

const makeServer = (options: StartTlsOptions): tls.Server => {
  // The limit of the handshake is kept here, for clients and servers alike.
  const own = { ...ofNodeTls(options), handshakeTimeout: 2 ** 31 - 1 };
  const server = createTlsServer(own, 'startTls');
  server.on('secureConnection', (socket) => shaking.getStore()?.(socket));
  server.on('tlsClientError', (error) => shaking.getStore()?.(error));
  servers.set(options, server);
  return server;
};
