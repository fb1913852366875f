// What every host of a server is started with, thread or process.
import type { HandlerReference } from '../handler-source.js';
import type { HandlerServer } from '../handler-server.js';

/** The handler, and what it sees of its server. */
export interface HostStart {
  readonly handler: HandlerReference;
  readonly server: HandlerServer;
  readonly idleTimeoutMs: number | null;
}
