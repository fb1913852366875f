// Errors of encrypted connections that are the client's.

const HANDSHAKE = 'ERR_FDSET_TLS_HANDSHAKE';
// A client that renegotiates again and again is cut off by node:tls.
const OF_CLIENT = new Set<unknown>([HANDSHAKE, 'ERR_TLS_SESSION_ATTACK']);

/** The error of a request whose client made no handshake; the cause is that of node:tls. */
export const handshakeError = (cause: unknown): Error =>
  Object.assign(
    new Error(`no TLS handshake with the client: ${(cause as Error).message}`, { cause }),
    { code: HANDSHAKE },
  );

// A duplicate of the descriptor is encrypted, for which there may be no room.
const SHORTAGES = new Set<unknown>(['EMFILE', 'ENFILE', 'ENOMEM']);

/** Whether an error of a handshake may be the client's: neither a misuse of this program nor a shortage of the system. */
export const isOfClient = (error: unknown): boolean => {
  if (error instanceof TypeError || error instanceof RangeError) return false;
  const { code } = (error ?? {}) as { code?: unknown };
  return !SHORTAGES.has(code) && !String(code).startsWith('ERR_FDSET_');
};

/** Whether an error tells that the client does not speak TLS, or speaks it wrongly. */
export const isTlsError = (error: unknown): boolean => {
  const { code } = (error ?? {}) as { code?: unknown };
  return OF_CLIENT.has(code) || (typeof code === 'string' && code.startsWith('ERR_SSL_'));
};
