// The server's side of a handshake over the connection of a handler.
import type { AsyncSocket, StartTlsOptions, TlsStream } from '@fdset/socket/async';
import { completeTls } from '../transport/tls-options.js';
import type { ServerTlsOptions } from '../transport/tls-options.js';
import { handshakeError, isOfClient } from './tls-errors.js';

// Connections with the same object of options share their secure context and sessions.
const complete = new WeakMap<ServerTlsOptions, StartTlsOptions>();

/**
 * The options as `startTls` of an AsyncSocket takes them.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE for options that cannot be used
 */
export const toStartTlsOptions = (given: ServerTlsOptions): StartTlsOptions => {
  const found = complete.get(given);
  if (found !== undefined) return found;
  const { handshakeTimeoutMs, ...options } = completeTls(given);
  const limit = handshakeTimeoutMs === undefined ? {} : { timeoutMs: handshakeTimeoutMs };
  // StartTlsOptions has both sides, whose pskCallback differ.
  const full = { ...(options as StartTlsOptions), ...limit, serverSide: true };
  complete.set(given, full);
  return full;
};

/**
 * Encrypts a connection that is lent: a duplicate of its descriptor is encrypted, and its owner can still shut it down.
 * @throws {Error} ERR_FDSET_TLS_HANDSHAKE; any other error is not the client's
 */
export const startServerTls = async (
  connection: AsyncSocket,
  options: StartTlsOptions,
): Promise<TlsStream> => {
  try {
    return await connection.startTls(options);
  } catch (cause) {
    throw isOfClient(cause) ? handshakeError(cause) : cause;
  }
};
