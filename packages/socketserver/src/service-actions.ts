// One call of serviceActions, in an asynchronous context of its own, and only where it is overridden.
import { isPromise } from './maybe-promise.js';
import { requestContext } from './request-context.js';
import { ServerHooks } from './server-hooks.js';

type Serviced = Pick<ServerHooks<unknown>, 'serviceActions'>;

/** Whether a server has actions of its own. */
export const hasActions = ({ serviceActions }: Serviced): boolean =>
  serviceActions !== ServerHooks.prototype.serviceActions;

/**
 * Calls them; an override may be asynchronous, and `onError` is told what its promise rejects with.
 * @throws what they throw
 */
export const callActions = (server: Serviced, onError: (error: unknown) => void): void => {
  if (!hasActions(server)) return;
  const acting: unknown = requestContext().runInAsyncScope(server.serviceActions, server);
  if (isPromise(acting)) acting.then(undefined, onError);
};
