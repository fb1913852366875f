// Runs jobs through a fork server before it parks: what is compiled now need not be in every child.
import { AF_UNIX, SOCK_SEQPACKET, SOCK_STREAM, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { BaseRequestHandler } from '../base-request-handler.js';
import { collectGarbage } from './collect-garbage.js';
import { refuseHelperThreads } from './helper-threads.js';
import type { Threads } from './helper-threads.js';
import { turnOfLoop } from './last-work.js';
import { encodeJob } from './process-messages.js';
import type { JobMessage, ProcessStart } from './process-messages.js';
import { serveJobs } from './serve-jobs.js';
import { kindOf } from './work.js';

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
