// Where many requests share one event loop, a handler that waits synchronously would hold up all of them, so handle() has to
// be asynchronous. The types say so, and this file refuses it at run time.
import { types } from 'node:util';
import { argTypeError } from '@fdset/posix';
import { Socket, refuseWaits, withoutWaiting } from '@fdset/socket';
import { isPromise } from '../basics.js';
import type { MaybePromise } from '../basics.js';

interface Handling {
  readonly handle: () => MaybePromise<void>;
}

/**
 * Calls handle() of a handler that shares its event loop.
 * @throws {TypeError} ERR_FDSET_SYNC_HANDLER when it returns no promise, or would block this thread before it returns one
 */
export const handleAsync = (handler: Handling): PromiseLike<void> => {
  const handling = types.isAsyncFunction(handler.handle)
    ? handler.handle()
    : // A synchronous handler would block in its first call, for ever if its client is in this thread, before its result
      // could be refused.
      withoutWaiting(
        () => handler.handle(),
        () => syncHandlerError(handler),
      );
  if (isPromise(handling)) return handling;
  throw syncHandlerError(handler);
};

/**
 * Makes the verbs of a request refuse to block the event loop. Only a handler that was written for a thread of its own uses
 * them, and would hold up all others as long as its client is silent.
 */
export const refuseBlocking = (handler: { readonly request: unknown }): void => {
  const { request } = handler;
  const socket: unknown = Array.isArray(request) ? request[1] : request;
  if (socket instanceof Socket) refuseWaits(socket, () => blockingError(handler));
};

const blockingError = ({ constructor: { name } }: object): TypeError =>
  argTypeError(
    `${name} would block its event loop, and with it all other requests, by a verb of the socket of its request: await the verb ` +
      'of this.connection in a class that extends AsyncStreamRequestHandler, or take a server with threads or processes for ' +
      'it, with one request per worker',
    'ERR_FDSET_SYNC_HANDLER',
  );

const syncHandlerError = ({ constructor: { name } }: Handling): TypeError =>
  argTypeError(
    `handle() of ${name} is synchronous, and would hold up the other requests on its event loop: write\n` +
      '  async handle() { for await (const line of this.rfile.lines()) await this.wfile.write(line); }\n' +
      'in a class that extends AsyncStreamRequestHandler (or AsyncDatagramRequestHandler), or take a server with threads or ' +
      'processes for it, with one request per worker',
    'ERR_FDSET_SYNC_HANDLER',
  );
