// The limits that all connections of one server share, in this thread.
import { SharedLimits } from '@fdset/socket/async';
import type { HandlerServer } from './request-handlers.js';

const ofServers = new WeakMap<HandlerServer, Map<number | null, SharedLimits>>();

/**
 * The limits of the asynchronous calls of a connection; null if there are none.
 * @param idleMs - the connection's time-out
 */
export const sharedLimits = (server: HandlerServer, idleMs: number | null): SharedLimits | null => {
  const { readTimeoutMs: readMs = null, writeTimeoutMs: writeMs = null } = server.limits ?? {};
  if (idleMs === null && readMs === null && writeMs === null) return null;
  let limits = ofServers.get(server);
  if (limits === undefined) ofServers.set(server, (limits = new Map()));
  let found = limits.get(idleMs);
  if (found === undefined)
    limits.set(idleMs, (found = new SharedLimits({ idleMs, readMs, writeMs })));
  return found;
};
