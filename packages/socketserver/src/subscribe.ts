// Listening to what servers publish, with its types and for one server only.
import { subscribe as subscribeTo, unsubscribe } from 'node:diagnostics_channel';
import { argTypeError } from '@fdset/posix';
import { SERVER_EVENTS } from './server-events.js';
import type { ServerEvents } from './server-events.js';
import type { AnyServer } from './server-life.js';
import { shown } from './shown.js';

/** What {@link subscribe} gives back; `using` ends it as well. */
export interface Subscription {
  /** The listener is not called any more; calling it again does nothing. */
  unsubscribe(): void;
  [Symbol.dispose](): void;
}

/**
 * Calls `listener` with every message that servers publish under a name; with `server` only with that one's. It is called
 * at once, where the event happens; what it throws is an uncaught error of the program, as of any listener on
 * `node:diagnostics_channel`.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE for an event that there is not, or what is no function or no server
 */
export const subscribe = <Name extends keyof ServerEvents>(
  name: Name,
  listener: (message: ServerEvents[Name]) => void,
  server?: AnyServer,
): Subscription => {
  checkEvent(name);
  if (typeof listener !== 'function')
    throw argTypeError(`the listener must be a function, not ${shown(listener)}`);
  if (
    server !== undefined &&
    typeof (server as Partial<AnyServer> | null)?.serverClose !== 'function'
  )
    throw argTypeError(`the server must be one, or left out for all, not ${shown(server)}`);
  // A function of its own, so that each subscription ends alone.
  const hear = (message: unknown): void => {
    const event = message as ServerEvents[Name];
    if (server === undefined || event.server === server) listener(event);
  };
  subscribeTo(name, hear);
  const end = (): void => void unsubscribe(name, hear);
  return { unsubscribe: end, [Symbol.dispose]: end };
};

const checkEvent = (name: string): void => {
  if ((SERVER_EVENTS as readonly string[]).includes(name)) return;
  throw argTypeError(`servers publish no ${shown(name)}, but ${SERVER_EVENTS.join(', ')}`);
};
