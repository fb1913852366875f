// The events that servers publish on node:diagnostics_channel. A message is built only when there is a listener.
import { channel, subscribe as subscribeTo, unsubscribe } from 'node:diagnostics_channel';
import { argTypeError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import { shown } from '../basics.js';
import type { ErrorPhase } from './request-errors.js';
import type { RequestEnd } from './request-ledger.js';
import { isServer } from './any-server.js';
import type { AnyServer } from './any-server.js';

/** The names of the channels and the messages published on them. */
export interface ServerEvents {
  /** The server is bound and listens. */
  'fdset:server:listening': { server: AnyServer; address: Address };
  /** A request begins. */
  'fdset:server:request:start': { server: AnyServer; id: number; clientAddress: Address | null };
  /** A request has ended; `end` tells how. */
  'fdset:server:request:end': {
    server: AnyServer;
    id: number;
    clientAddress: Address | null;
    end: RequestEnd;
    durationMs: number;
    abortReason: string | null;
  };
  /** Something failed. For an error of a request this comes before `handleError`. */
  'fdset:server:error': {
    server: AnyServer;
    phase: ErrorPhase;
    error: unknown;
    clientAddress: Address | null;
  };
  /** A client went away during its request, which is no error of the server. */
  'fdset:server:disconnect': { server: AnyServer; error: unknown; clientAddress: Address | null };
  /** A request was refused by `verifyRequest`, a limit or a full queue. */
  'fdset:server:reject': { server: AnyServer; reason: string; clientAddress: Address | null };
  /** Accepting pauses. The reason is `descriptors` (EMFILE and the like), `maxConnections`, or one of the strategy. */
  'fdset:server:pause': { server: AnyServer; reason: string; error: unknown };
  /** Accepting goes on, because no reason to pause is left. */
  'fdset:server:resume': { server: AnyServer };
  /** The server was closed. */
  'fdset:server:close': { server: AnyServer };
  /** A worker is ready. */
  'fdset:server:worker:start': { server: AnyServer; kind: 'thread' | 'process'; worker: number };
  /** A worker has ended; `error` is null when the server asked it to end. */
  'fdset:server:worker:end': {
    server: AnyServer;
    kind: 'thread' | 'process';
    worker: number;
    error: unknown;
  };
  /** `forkserver` does not work here, so `spawn` is used instead. */
  'fdset:server:fallback': { server: AnyServer; error: unknown };
}

const NAMES: Record<keyof ServerEvents, true> = {
  'fdset:server:listening': true,
  'fdset:server:request:start': true,
  'fdset:server:request:end': true,
  'fdset:server:error': true,
  'fdset:server:disconnect': true,
  'fdset:server:reject': true,
  'fdset:server:pause': true,
  'fdset:server:resume': true,
  'fdset:server:close': true,
  'fdset:server:worker:start': true,
  'fdset:server:worker:end': true,
  'fdset:server:fallback': true,
};

/** The names of all events. */
export const SERVER_EVENTS = Object.keys(NAMES) as readonly (keyof ServerEvents)[];

const channelOf = (name: keyof ServerEvents) => channel(name);
const channels = new Map<string, ReturnType<typeof channelOf>>();

/** Publishes the message that `make` returns, if there is a listener. */
export const publish = <Name extends keyof ServerEvents>(
  name: Name,
  make: () => ServerEvents[Name],
): void => {
  let found = channels.get(name);
  if (found === undefined) channels.set(name, (found = channelOf(name)));
  if (found.hasSubscribers) found.publish(make());
};

/** Whether there is a listener for the end of requests. */
export const hasEndListeners = (): boolean => channelOf('fdset:server:request:end').hasSubscribers;

/** The result of {@link subscribe}; `using` ends it as well. */
export interface Subscription {
  /** Stops the calls of the listener; a second call does nothing. */
  unsubscribe(): void;
  [Symbol.dispose](): void;
}

/**
 * Calls `listener` with every message that servers, or only the given `server`, publish under a name. The call is
 * synchronous. An error that `listener` throws is an uncaught error of the program, as with every listener on
 * `node:diagnostics_channel`.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE for an unknown event, a listener that is no function, or a server that is none
 */
export const subscribe = <Name extends keyof ServerEvents>(
  name: Name,
  listener: (message: ServerEvents[Name]) => void,
  server?: AnyServer,
): Subscription => {
  checkEvent(name);
  if (typeof listener !== 'function')
    throw argTypeError(`the listener must be a function, not ${shown(listener)}`);
  if (server !== undefined && !isServer(server))
    throw argTypeError(`the server must be one, or left out for all, not ${shown(server)}`);
  // Each subscription has a function of its own, so that unsubscribing ends only this one.
  const onMessage = (message: unknown): void => {
    const event = message as ServerEvents[Name];
    if (server === undefined || event.server === server) listener(event);
  };
  subscribeTo(name, onMessage);
  const end = (): void => void unsubscribe(name, onMessage);
  return { unsubscribe: end, [Symbol.dispose]: end };
};

const checkEvent = (name: string): void => {
  if ((SERVER_EVENTS as readonly string[]).includes(name)) return;
  throw argTypeError(`servers publish no ${shown(name)}, but ${SERVER_EVENTS.join(', ')}`);
};
