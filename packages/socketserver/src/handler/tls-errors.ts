// Errors of encrypted connections that are the client's.

const HANDSHAKE = 'ERR_FDSET_TLS_HANDSHAKE';

/** The error of a request whose client made no handshake; the cause is that of node:tls. */
export const handshakeError = (cause: unknown): Error =>
  Object.assign(
    new Error(`no TLS handshake with the client: ${(cause as Error).message}`, { cause }),
    { code: HANDSHAKE },
  );

/** Whether an error tells that the client does not speak TLS, or speaks it wrongly. */
export const isTlsError = (error: unknown): boolean => {
  const { code } = (error ?? {}) as { code?: unknown };
  return code === HANDSHAKE || (typeof code === 'string' && code.startsWith('ERR_SSL_'));
};
