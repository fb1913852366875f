// The models that are a class of @fdset/socketserver: a thread or a process for each client, or a pool of them.
import {
  drainOnSignal,
  ForkingTCPServer,
  ProcessPoolTCPServer,
  ThreadingTCPServer,
  ThreadPoolTCPServer,
} from '@fdset/socketserver';
import type { AnyServer } from '@fdset/socketserver';
import { BOUNDS } from '../protocol/run-config.js';
import { CountSender } from '../counts/count-sender.js';
import type { ClassModel } from './models.js';
import { BACKLOG, LISTENER_FD } from './server-config.js';
import type { ServerConfig } from './server-config.js';

const REPORT_EVERY_MS = 200;
/** The clients have left before a server is told to end. */
const GRACE_MS = 1000;

type Served = AnyServer & { serveForever(): Promise<void> };

/** Where a server listens, and what it does for a client. */
interface Place {
  readonly listener: { readonly fd: number };
  readonly handler: { readonly module: URL; readonly name: string };
  readonly context: unknown;
  readonly poolSize: number;
}

/** Serves until SIGTERM. */
export async function serveReadyMade(model: ClassModel, config: ServerConfig): Promise<void> {
  using sender = new CountSender(config.counts, `${process.pid}.0.0`);
  const server = makeReadyMade(model, {
    listener: { fd: LISTENER_FD },
    handler: { module: new URL('./lab-handlers.js', import.meta.url), name: 'LabHandler' },
    context: config,
    poolSize: config.poolSize,
  });
  const count = (): void => void (sender.counts.accepts = server.stats().accepted);
  const timer = setInterval(() => (count(), sender.report()), REPORT_EVERY_MS);
  const { drained } = drainOnSignal(server, { graceMs: GRACE_MS });
  const served = server.serveForever();
  process.stdout.write('ready\n');
  await served;
  await drained;
  clearInterval(timer);
  count();
}

export function makeReadyMade(
  model: ClassModel,
  { listener, handler, context, poolSize }: Place,
): Served {
  const common = { context, requestQueueSize: BACKLOG };
  // Without a queue of its own a full pool leaves clients in the listener's, which the lab shows.
  const pool = { ...common, minWorkers: poolSize, maxWorkers: poolSize, queueSize: 0 };
  // A thread or process for each client, however many: the lab has bounds of its own.
  const threading = { ...common, maxThreads: null };
  switch (model) {
    case 'threads':
      return new ThreadingTCPServer(listener, handler, { ...threading, reuseThreads: true });
    case 'threads-anew':
      return new ThreadingTCPServer(listener, handler, { ...threading, reuseThreads: false });
    case 'processes':
      return new ForkingTCPServer(listener, handler, {
        ...common,
        maxChildren: BOUNDS.clients.max,
      });
    case 'thread-pool':
      return new ThreadPoolTCPServer(listener, handler, pool);
    case 'process-pool':
      return new ProcessPoolTCPServer(listener, handler, pool);
  }
}
