// Runs jobs in a fork server before it parks, so that the children need not compile the code of a request again.
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

// Gets `gc` without --expose-gc at the start: the handler would see that flag, and Node would not use the cached code of its
// modules.
const exposeGc = (): (() => void) | undefined => {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('globalThis.gc') as (() => void) | undefined;
  setFlagsFromString('--no-expose-gc');
  return gc;
};

/** Collects garbage and finishes sweeping, which a process would otherwise do at its next allocations. */
export const collectGarbage = (): void => {
  const collect = globalThis.gc ?? exposeGc();
  collect?.();
  // V8 finishes sweeping before it returns these statistics.
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
 * Handles some test requests.
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
  // Every child would collect and sweep the garbage that is left here on its own copies of the pages, which took longer
  // than most requests.
  collectGarbage();
  // A callback that is still queued here would run in every child.
  await turnOfLoop();
};
