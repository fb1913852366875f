// TLS over a connected descriptor: node:tls reads and writes it itself. Over a stream in JavaScript it had 0.57 to 0.72 of that
// rate.
import { checkAbortSignal, checkBoolean, checkOptions, checkTimeMs } from '@fdset/posix';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket as NetSocket } from 'node:net';
import type * as tls from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { systemError, timeoutError } from '../../system-error.js';
import { Deadline } from '../deadline.js';
import type { OperationOptions } from '../operation.js';
import { TlsStream } from './tls-stream.js';

/** Options of `startTls`: those of node:tls for a client or a server, and the limits of the handshake. */
export interface StartTlsOptions
  extends
    Omit<tls.ConnectionOptions, 'socket' | 'host' | 'port' | 'path' | 'timeout'>,
    Omit<tls.TlsOptions, keyof tls.ConnectionOptions | 'handshakeTimeout'>,
    OperationOptions {
  /** Whether this is the server of the connection; default false. */
  readonly serverSide?: boolean | undefined;
}

// Loading node:tls takes 4 ms, and every thread and process that handles requests loads this file.
const loadTls = (): typeof tls => process.getBuiltinModule('node:tls');

/** How long a handshake may take, in ms, unless `timeoutMs` says otherwise. */
const HANDSHAKE_MS = 120_000;

/** What is given to TLS: the descriptor, and bytes that were received too early and belong to the handshake. */
export interface Plain {
  readonly fd: number;
  readonly unread: Buffer;
}

type Settle = (outcome: TLSSocket | Error) => void;

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
    : (raw: NetSocket, settle: Settle) => shakeAsClient(raw, options, settle);
  signal?.throwIfAborted();
  const raw = toNetSocket(plain());
  return limited(raw, shake, { signal, timeoutMs: limitMs });
};

const toNetSocket = ({ fd, unread }: Plain): NetSocket => {
  // A peer that hangs up during the handshake ends it: a half-open connection would wait for its limit.
  const raw = new NetSocket({ fd, readable: true, writable: true, allowHalfOpen: false });
  raw.setNoDelay(true);
  if (unread.length > 0) raw.unshift(unread);
  return raw;
};

const limited = (
  raw: NetSocket,
  shake: (raw: NetSocket, settle: Settle) => void,
  { signal, timeoutMs }: { signal: AbortSignal | undefined; timeoutMs: number | null },
): Promise<TlsStream> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => settle(signal?.reason as Error);
    const deadline =
      timeoutMs === null
        ? null
        : new Deadline(timeoutMs, () => settle(timeoutError('TLS handshake', timeoutMs)));
    const settle = (outcome: TLSSocket | Error): void => {
      deadline?.cancel();
      signal?.removeEventListener('abort', onAbort);
      if (outcome instanceof loadTls().TLSSocket) {
        outcome.allowHalfOpen = true;
        return resolve(new TlsStream(outcome));
      }
      raw.destroy();
      reject(outcome);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      shake(raw, settle);
    } catch (error) {
      settle(error as Error);
    }
  });

const shakeAsClient = (raw: NetSocket, options: StartTlsOptions, settle: Settle): void => {
  const socket = loadTls().connect({ ...options, socket: raw } as tls.ConnectionOptions);
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

const serverShake = (options: StartTlsOptions): ((raw: NetSocket, settle: Settle) => void) => {
  const server = servers.get(options) ?? makeServer(options);
  return (raw, settle) => {
    raw.once('close', () => settle(endedError()));
    shaking.run(settle, () => server.emit('connection', raw));
  };
};

const makeServer = (options: StartTlsOptions): tls.Server => {
  // The limit of the handshake is kept here, for clients and servers alike.
  const server = loadTls().createServer({
    ...options,
    handshakeTimeout: 2 ** 31 - 1,
  } as tls.TlsOptions);
  server.on('secureConnection', (socket) => shaking.getStore()?.(socket));
  server.on('tlsClientError', (error) => shaking.getStore()?.(error));
  servers.set(options, server);
  return server;
};
