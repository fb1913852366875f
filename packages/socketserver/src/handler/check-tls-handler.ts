// Only handlers of AsyncStreamRequestHandler make the handshake; any other would speak to its client unencrypted.
import { argTypeError } from '@fdset/posix';
import type { ServerTlsOptions } from '../transport/tls-options.js';
import type { HandlerClass } from './handler-source.js';

// The handler's module may import another copy of this package, whose class is another one.
const STARTS_TLS = Symbol.for('@fdset/socketserver: makes the handshake of a server with tls');

/** Tells that handlers of this class make the handshake themselves. */
export const markTlsHandler = (prototype: object): void => {
  Object.defineProperty(prototype, STARTS_TLS, { value: true });
};

/**
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE for a handler that would not encrypt
 */
export const checkTlsHandler = <Request>(
  handler: HandlerClass<Request>,
  tls: ServerTlsOptions | null | undefined,
): HandlerClass<Request> => {
  if (!tls || STARTS_TLS in (handler.prototype as object)) return handler;
  throw argTypeError(
    `${handler.name} would not encrypt, since Node has no synchronous TLS: a handler of a server with tls extends ` +
      'AsyncStreamRequestHandler, and reads and writes by rfile, wfile or connection',
  );
};
