// What servers publish on node:diagnostics_channel. A message is built only when somebody listens.
import { channel, subscribe as subscribeTo, unsubscribe } from 'node:diagnostics_channel';
import { argTypeError } from '@fdset/posix';
import type { Address } from '@fdset/socket';
import { shown } from '../basics.js';
import type { ErrorPhase } from './request-errors.js';
import type { RequestEnd } from './request-ledger.js';
import type { AnyServer } from './any-server.js';

/** The channels' names and what is published on them. */
export interface ServerEvents {
  /** The server is bound and listens. */
  'fdset:server:listening': { server: AnyServer; address: Address };
  /** A request begins. */
  'fdset:server:request:start': { server: AnyServer; id: number; clientAddress: Address | null };
  /** A request has ended, and how. */
  'fdset:server:request:end': {
    server: AnyServer;
    id: number;
    clientAddress: Address | null;
    end: RequestEnd;
    durationMs: number;
    abortReason: string | null;
  };
  /** Something failed; for `handler` this comes before `handleError`. */
  'fdset:server:error': {
    server: AnyServer;
    phase: ErrorPhase;
    error: unknown;
    clientAddress: Address | null;
  };
  /** A client went away in the middle of its request: no error of the server's. */
  'fdset:server:disconnect': { server: AnyServer; error: unknown; clientAddress: Address | null };
  /** A connection was refused by a limit or a full queue. */
  'fdset:server:reject': { server: AnyServer; reason: string; clientAddress: Address | null };
  /** Accepting pauses: `descriptors` (EMFILE and the like), `maxConnections`, or a strategy's reason. */
  'fdset:server:pause': { server: AnyServer; reason: string; error: unknown };
  /** Accepting goes on; nothing is left that paused it. */
  'fdset:server:resume': { server: AnyServer };
  /** The server was closed. */
  'fdset:server:close': { server: AnyServer };
  /** A thread or process for handlers is ready. */
  'fdset:server:worker:start': { server: AnyServer; kind: 'thread' | 'process'; worker: number };
  /** A thread or process has ended: by itself, on request, or by an accident, which `error` tells. */
  'fdset:server:worker:end': {
    server: AnyServer;
    kind: 'thread' | 'process';
    worker: number;
    error: unknown;
  };
  /** `forkserver` does not work here, and `spawn` is used instead. */
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

/** The names of all that servers publish. */
export const SERVER_EVENTS = Object.keys(NAMES) as readonly (keyof ServerEvents)[];

const channelOf = (name: keyof ServerEvents) => channel(name);
const channels = new Map<string, ReturnType<typeof channelOf>>();

/** Publishes what `make` gives, if somebody listens. */
export const publish = <Name extends keyof ServerEvents>(
  name: Name,
  make: () => ServerEvents[Name],
): void => {
  let found = channels.get(name);
  if (found === undefined) channels.set(name, (found = channelOf(name)));
  if (found.hasSubscribers) found.publish(make());
};

/** Whether somebody wants to hear of the end of each request. */
export const hasEndListeners = (): boolean => channelOf('fdset:server:request:end').hasSubscribers;

// Listening to what servers publish, with its types and for one server only.

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
