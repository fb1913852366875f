// Where a crew's hosts come from: thread-hosts.ts and process-hosts.ts.
import type { MakeHost } from './host.js';

/** Makes the hosts of one server. */
export interface HostFactory {
  /** Before the first host, and again before each serving. */
  start(): Promise<void>;
  readonly make: MakeHost;
  /** Ends what makes hosts: after the last of them has gone, or when that takes too long. */
  stop(hostsGone: Promise<unknown>): Promise<void>;
}
