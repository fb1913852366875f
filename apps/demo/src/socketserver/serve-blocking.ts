// The command `blocking` with one of the document's ways out: a thread or process for each client, or a pool.
import type { StartMethod } from '@fdset/socketserver';
import type { ServerOptions } from '../commands/server-options.js';
import { makeServer } from './make-server.js';
import { serve } from './serve.js';

/** The ways out that the document names. */
export interface WayOut extends ServerOptions {
  readonly threads: boolean;
  readonly processes: boolean;
  readonly pool?: number;
  readonly reuse: boolean;
  readonly startMethod?: StartMethod;
}

/** Serves with blocking calls, but not in the thread that accepts. */
export async function serveElsewhere(options: WayOut): Promise<void> {
  const { host, port, backlog, processes, pool, reuse, startMethod } = options;
  const kind = processes ? (pool ? 'ProcessPool' : 'Forking') : pool ? 'ThreadPool' : 'Threading';
  const sizes = pool && { minWorkers: pool, maxWorkers: pool };
  const threads = kind === 'Threading' && { reuseThreads: reuse };
  const settings = {
    requestQueueSize: backlog,
    ...sizes,
    ...threads,
    ...(startMethod && { startMethod }),
  };
  await serve(
    (address) => makeServer(`${kind}TCPServer`, address, 'ConversationHandler', settings),
    { host, port },
    options,
  );
}
