// Threads need no preparation.
import type { ResourceLimits } from 'node:worker_threads';
import type { HostFactory } from './host-factory.js';
import type { HostOrder } from './host-start.js';
import { ThreadHost } from './thread-host.js';

/** What every thread of a server is started with. */
export interface ThreadHostsStart extends HostOrder {
  readonly packetBytes: number;
  readonly resourceLimits: ResourceLimits | undefined;
}

/** The threads of one server. */
export const threadHosts = (start: ThreadHostsStart): HostFactory => ({
  start: () => Promise.resolve(),
  make: (listener, { buffer: wanted }) => new ThreadHost({ ...start, wanted }, listener),
  stop: () => Promise.resolve(),
});
