// `blocking` with one of its ways out: a thread or process for each client, or a pool.
import { makeServer } from './classes.js';
import { serve } from './serve.js';

/** The ways out that the document names. */
export interface WayOut {
  readonly threads: boolean;
  readonly processes: boolean;
  readonly pool?: number;
  readonly reuse: boolean;
  readonly host: string;
  readonly port: number;
  readonly backlog: number;
  readonly json: boolean;
}

/** Serves with blocking calls, but not in the thread that accepts. */
export async function serveElsewhere(options: WayOut): Promise<void> {
  const { host, port, backlog, processes, pool, reuse, json } = options;
  const kind = processes ? (pool ? 'ProcessPool' : 'Forking') : pool ? 'ThreadPool' : 'Threading';
  const sizes = pool ? { minHosts: pool, maxHosts: pool } : { reuseThreads: reuse };
  const settings = { requestQueueSize: backlog, ...sizes };
  const make = () =>
    makeServer(`${kind}TCPServer`, { host, port }, 'ConversationHandler', settings);
  await serve(make, json);
}
