// What servers publish on node:diagnostics_channel. A message is built only when somebody listens.
import { channel } from 'node:diagnostics_channel';
import type { Address } from '@fdset/socket';
import type { AnyServer } from './server-life.js';
import type { ErrorPhase } from './error-phase.js';
import type { RequestEnd } from './request-ledger.js';

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
  'fdset:server:host:start': { server: AnyServer; kind: 'thread' | 'process'; host: number };
  /** A thread or process has ended: by itself, on request, or by an accident, which `error` tells. */
  'fdset:server:host:end': {
    server: AnyServer;
    kind: 'thread' | 'process';
    host: number;
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
  'fdset:server:host:start': true,
  'fdset:server:host:end': true,
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
