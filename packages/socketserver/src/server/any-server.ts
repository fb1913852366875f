// A server as others see it, of whom most have no business with its requests.
import type { HandlerServer } from '../handler/request-handlers.js';
import type { Straggler } from './request-ledger.js';
import type { CloseOptions, CloseReport, ServerState } from './server-life.js';
import type { Limits } from './server-options.js';
import type { ServerStats } from './server-stats.js';

/** What any server offers, whatever its requests are; `BaseServer` says what each of it does. */
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
