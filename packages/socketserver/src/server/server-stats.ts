// What a server has done so far, in numbers. `server.stats()` gives a copy.
import type { PoolStats } from '../strategy/pool-stats.js';
import type { RequestEnd } from './request-ledger.js';

/** The counters of a server since it was made. */
export interface ServerStats {
  /** Requests taken: connections accepted, datagrams received. */
  accepted: number;
  /** Requests under way now. */
  active: number;
  finished: number;
  /** Ended by an error of the handler. */
  failed: number;
  /** Ended because the client went away. */
  disconnected: number;
  /** Refused by verifyRequest, a limit or a full queue. */
  rejected: number;
  /** Stopped by a deadline or by closing the server. */
  aborted: number;
  /** How often accepting was paused, for whatever reason. */
  pauses: number;
  /** Errors of accept(2). */
  acceptErrors: number;
  /** The threads or processes that handle requests; null on sequential servers. */
  pool: PoolStats | null;
}

/** The part that is counted; `active` is looked up. */
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

  snapshot(active: number, pool: PoolStats | null): ServerStats {
    const { accepted, pauses, acceptErrors } = this;
    return { accepted, active, pauses, acceptErrors, ...this.ends, pool };
  }
}
