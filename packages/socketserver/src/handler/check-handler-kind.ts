// Whether a handler fits the requests of its server, for callers without type checks.
import { argTypeError } from '@fdset/posix';
import type { RequestKind } from '../transport/transport.js';
import { AsyncDatagramRequestHandler } from './async-datagram-handler.js';
import { AsyncStreamRequestHandler } from './async-stream-handler.js';
import { DatagramRequestHandler, StreamRequestHandler } from './request-handlers.js';

const STREAM = [StreamRequestHandler, AsyncStreamRequestHandler];
const DATAGRAM = [DatagramRequestHandler, AsyncDatagramRequestHandler];

/**
 * Refuses a handler for the other kind of requests.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkHandlerKind = <Handler>(handler: Handler, kind: RequestKind): Handler => {
  const wrong = (kind === 'connection' ? DATAGRAM : STREAM).find(
    (Class) => typeof handler === 'function' && Object.prototype.isPrototypeOf.call(Class, handler),
  );
  if (wrong === undefined) return handler;
  const right =
    kind === 'connection'
      ? wrong.name.replace('Datagram', 'Stream')
      : wrong.name.replace('Stream', 'Datagram');
  throw argTypeError(
    `${(handler as { name?: string }).name} extends ${wrong.name}, but a request of this server is a ${kind}: extend ${right}`,
  );
};
