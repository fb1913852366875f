// A handler for the other kind of request: the types refuse it, and so does the constructor of a server.
import { argTypeError } from '@fdset/posix';
import { DatagramRequestHandler } from './datagram-request-handler.js';
import { StreamRequestHandler } from './stream-request-handler.js';

/**
 * The handler of a server whose requests are connections (`isStream`) or datagrams.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const ofTransport = <Handler>(handler: Handler, isStream: boolean): Handler => {
  const wrong = isStream ? DatagramRequestHandler : StreamRequestHandler;
  if (typeof handler !== 'function' || !Object.prototype.isPrototypeOf.call(wrong, handler))
    return handler;
  const hint = isStream
    ? 'connection: extend StreamRequestHandler'
    : 'datagram: extend DatagramRequestHandler';
  throw argTypeError(
    `${handler.name} extends ${wrong.name}, but a request of this server is a ${hint}`,
  );
};
