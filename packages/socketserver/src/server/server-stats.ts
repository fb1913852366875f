// The counters of a server; `server.stats()` returns a copy.
import type { PoolStats } from '../strategy/pool-stats.js';
import type { RequestEnd } from './request-ledger.js';

/** The counters of a server since its construction. */
export interface ServerStats {
  /** Requests taken: connections accepted, datagrams received. */
  accepted: number;
  /** Requests under way now. */
  active: number;
  finished: number;
  /** Requests that ended with an error of the handler. */
  failed: number;
  /** Requests that ended because the client went away. */
  disconnected: number;
  /** Requests that verifyRequest, a limit or a full queue refused. */
  rejected: number;
  /** Requests that a deadline, abortRequests or the closing of the server aborted. */
  aborted: number;
  /** How often accepting was paused, for any reason. */
  pauses: number;
  /** Errors of accept(2). */
  acceptErrors: number;
  /** The threads or processes that handle requests; null on sequential servers. */
  pool: PoolStats | null;
}

/** The counters that events increment; `active` comes from the ledger. */
export class Counters {
  accepted = 0;
  pauses = 0;
  acceptErrors = 0;
  readonly ends: Record<RequestEnd, number> = {
    finished: 0,
    failed: 0,
    disconnected: 0,
    rejected: 0,
    aborted: 0,
  };

  /** In the order in which they are to be read: the pool notices ends first, which then are no more active. */
  snapshot(pool: PoolStats | null, active: number): ServerStats {
    const { accepted, pauses, acceptErrors } = this;
    return { accepted, active, pauses, acceptErrors, ...this.ends, pool };
  }
}
