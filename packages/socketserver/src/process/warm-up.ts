// Runs jobs through a fork server before it parks: what is compiled now need not be in every child.
import { getHeapCodeStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { AF_UNIX, SOCK_SEQPACKET, SOCK_STREAM, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { BaseRequestHandler } from '../handler/request-handlers.js';
import { kindOf } from '../strategy/worker.js';
import { turnOfLoop } from '../worker/last-work.js';
import { refuseHelperThreads } from './helper-threads.js';
import type { Threads } from './helper-threads.js';
import { encodeJob } from './process-messages.js';
import type { JobMessage, ProcessStart } from './process-messages.js';
import { serveJobs } from './serve-jobs.js';

// Collects garbage and sweeps, which a process would otherwise do on its next allocations.

// As with --expose-gc, which would be seen by the handler; a flag at the start would also cost Node the code that it has
// cached of its modules.
const exposed = (): (() => void) | undefined => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('globalThis.gc') as (() => void) | undefined;
  setFlagsFromString('--no-expose-gc');
  return gc;
};

/** Does all of it now: V8 ends its sweeping before it counts code. */
export const collectGarbage = (): void => {
  const collect = globalThis.gc ?? exposed();
  collect?.();
  getHeapCodeStatistics();
};

const JOBS = 20;
const BYTES = 64;

class EchoHandler extends BaseRequestHandler<unknown> {
  override handle(): void {
    const connection = this.request as Socket;
    connection.sendall(connection.recv(BYTES));
  }
}

const JOB: Omit<JobMessage, 'kind'> = {
  id: 0,
  clientAddress: { host: '127.0.0.1', port: 0 },
  packet: null,
  truncated: false,
};

/**
 * Handles some requests of its own.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED when there are more threads than `threads`
 */
export const warmUp = async (start: ProcessStart, threads: Threads): Promise<void> => {
  for (let left = JOBS; left > 0; left--) {
    const [server, channel] = socketpair(AF_UNIX, SOCK_SEQPACKET);
    const [client, connection] = socketpair(AF_UNIX, SOCK_STREAM);
    client.sendall(Buffer.alloc(BYTES));
    server.sendmsg(encodeJob({ ...JOB, kind: kindOf(connection) }), { fds: [connection.fileno()] });
    connection.close();
    await serveJobs(channel, () => EchoHandler, { ...start, once: true });
    client.close();
    server.close();
    await turnOfLoop();
  }
  refuseHelperThreads(threads);
  // What is left to collect or to sweep here would be collected and swept by every child, each on its own copies of
  // the pages, which took longer than most requests.
  collectGarbage();
  // What waits for its turn here would have it in every child.
  await turnOfLoop();
};
