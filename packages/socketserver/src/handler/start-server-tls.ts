// The server's side of a handshake over the connection of a handler.
import type { AsyncSocket, StartTlsOptions, TlsStream } from '@fdset/socket/async';
import { checkTls } from '../transport/tls-options.js';
import type { ServerTlsOptions } from '../transport/tls-options.js';
import { handshakeError } from './tls-errors.js';

// Connections with the same object of options share their secure context and sessions.
const complete = new WeakMap<ServerTlsOptions, StartTlsOptions>();

/**
 * Encrypts a connection that is lent: a duplicate of its descriptor is encrypted, and its owner can still shut it down.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE for options that cannot be used
 * @throws {Error} ERR_FDSET_TLS_HANDSHAKE
 */
export const startServerTls = async (
  connection: AsyncSocket,
  options: ServerTlsOptions,
): Promise<TlsStream> => {
  let full = complete.get(options);
  if (full === undefined) complete.set(options, (full = toStartTlsOptions(options)));
  try {
    return await connection.startTls(full);
  } catch (cause) {
    throw handshakeError(cause);
  }
};

const toStartTlsOptions = (given: ServerTlsOptions): StartTlsOptions => {
  const { handshakeTimeoutMs, ...options } = checkTls(given, 'connection') ?? given;
  const limit = handshakeTimeoutMs === undefined ? {} : { timeoutMs: handshakeTimeoutMs };
  // StartTlsOptions has both sides, whose pskCallback differ.
  return { ...(options as StartTlsOptions), ...limit, serverSide: true };
};
