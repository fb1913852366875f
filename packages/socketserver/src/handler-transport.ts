// A handler for the other kind of request: the types refuse it, and so does the constructor of a server.
import { argTypeError } from '@fdset/posix';
import { DatagramRequestHandler } from './datagram-request-handler.js';
import { StreamRequestHandler } from './stream-request-handler.js';

const refuse = (handler: unknown, wrong: { readonly name: string }, hint: string): void => {
  if (typeof handler !== 'function' || !Object.prototype.isPrototypeOf.call(wrong, handler)) return;
  throw argTypeError(`${handler.name} extends ${wrong.name}, but ${hint}`);
};

/**
 * The handler of a server of connections.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const forStreams = <Handler>(handler: Handler): Handler => {
  const hint = 'a request of this server is a connection: extend StreamRequestHandler';
  refuse(handler, DatagramRequestHandler, hint);
  return handler;
};

/**
 * The handler of a server of datagrams.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const forDatagrams = <Handler>(handler: Handler): Handler => {
  const hint = 'a request of this server is a datagram: extend DatagramRequestHandler';
  refuse(handler, StreamRequestHandler, hint);
  return handler;
};
