// A handler for the other kind of request: the types refuse it, and so does the constructor of a server.
import { argTypeError } from '@fdset/posix';
import { DatagramRequestHandler } from './datagram-request-handler.js';
import { StreamRequestHandler } from './stream-request-handler.js';
import type { RequestKind } from './transport/transport.js';

/**
 * The handler of a server whose requests are connections or datagrams.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const ofTransport = <Handler>(handler: Handler, kind: RequestKind): Handler => {
  const wrong = kind === 'connection' ? DatagramRequestHandler : StreamRequestHandler;
  if (typeof handler !== 'function' || !Object.prototype.isPrototypeOf.call(wrong, handler))
    return handler;
  const hint =
    kind === 'connection'
      ? 'connection: extend StreamRequestHandler'
      : 'datagram: extend DatagramRequestHandler';
  throw argTypeError(
    `${handler.name} extends ${wrong.name}, but a request of this server is a ${hint}`,
  );
};
