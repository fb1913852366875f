// Applies the limits of reading and writing to a connection, in the serving thread and in workers.
import { limitWaits } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { Limits } from '../server/server-options.js';

/** Limits how long the calls of a handler may wait for its client. AsyncSockets have their own limits. */
export const limitConnection = (connection: Socket, limits: Limits | undefined): void => {
  const { readTimeoutMs: readMs = null, writeTimeoutMs: writeMs = null } = limits ?? {};
  if (readMs !== null || writeMs !== null) limitWaits(connection, { readMs, writeMs });
};
