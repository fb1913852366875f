// Hooks of a server that its own class, or the user's, has replaced.
import { argTypeError } from '@fdset/posix';
import type { BaseServer } from '../base-server.js';
import { ServerHooks } from '../server-hooks.js';
import { StreamServer } from '../stream-server.js';

type RequestHook = 'finishRequest' | 'shutdownRequest' | 'closeRequest';

export const isOverridden = (server: BaseServer, hook: RequestHook): boolean =>
  ![ServerHooks.prototype, StreamServer.prototype].some((plain) => plain[hook] === server[hook]);

/**
 * They would have to run where the request is handled, and there is only a stand-in of the server.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED
 */
export const refuseOverridden = (server: BaseServer): void => {
  const hook = (['finishRequest', 'shutdownRequest'] as const).find((name) =>
    isOverridden(server, name),
  );
  if (hook === undefined) return;
  throw argTypeError(
    `${hook} cannot be overridden here, since it runs elsewhere: write it into the handler's setup() or finish()`,
    'ERR_FDSET_UNSUPPORTED',
  );
};
