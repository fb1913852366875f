// The type of a server for code that does not depend on the type of its requests.
import type { HandlerServer } from '../handler/request-handlers.js';
import type { Straggler } from './request-ledger.js';
import type { CloseOptions, CloseReport, ServerState } from './server-life.js';
import type { Limits } from './server-options.js';
import type { ServerStats } from './server-stats.js';

/** The members of any server that do not depend on the type of its requests; see `BaseServer` for each of them. */
export interface AnyServer extends HandlerServer {
  readonly state: ServerState;
  readonly ready: Promise<void>;
  readonly limits: Limits;
  fileno(): number;
  stats(): ServerStats;
  shutdown(): Promise<void>;
  serverClose(options?: CloseOptions): Promise<CloseReport>;
  abortRequests(reason?: string): Straggler[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Whether a value can be used as a server. */
export const isServer = (value: unknown): value is AnyServer =>
  typeof (value as Partial<AnyServer> | null | undefined)?.serverClose === 'function';
