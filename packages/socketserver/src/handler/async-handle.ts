// Where many requests share one event loop, a handler that waits synchronously would hold up all of them, so handle() has to
// be asynchronous. The types say so, and this file refuses it at run time.
import { types } from 'node:util';
import { argTypeError } from '@fdset/posix';
import { withoutWaiting } from '@fdset/socket';
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

const syncHandlerError = ({ constructor: { name } }: Handling): TypeError =>
  argTypeError(
    `handle() of ${name} is synchronous, and would hold up the other requests on its event loop: write\n` +
      '  async handle() { for await (const line of this.rfile.lines()) await this.wfile.write(line); }\n' +
      'in a class that extends AsyncStreamRequestHandler (or AsyncDatagramRequestHandler), or take a server with threads or ' +
      'processes for it, with one request per worker',
    'ERR_FDSET_SYNC_HANDLER',
  );
