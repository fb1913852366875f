import type { ClientError } from './errors/client-error.js';

/** The events of a client, each with its arguments. */
export interface ClientEvents {
  /** The connection is lost, or the server has ended it (`error.code` is ERR_FDSET_ENDED). */
  readonly disconnect: [error: ClientError];
  /** Another attempt is made after `delayMs`; `error` is why the one before it failed. */
  readonly reconnecting: [attempt: { attempt: number; delayMs: number; error: unknown }];
  /** The connection stands again, and the greeting is said. */
  readonly reconnect: [];
  /** Nothing comes any more; null when the server has ended, or `close` was called. */
  readonly close: [error: unknown];
}
