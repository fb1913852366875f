// Tests whether the children of a fork server can do what handlers do. One child handles a request that collects garbage,
// waits for a timer and reads a file, and the child must end without an error.
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { heedAbort } from '@fdset/posix';
import { AF_UNIX, SOCK_SEQPACKET, SOCK_STREAM, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { BaseRequestHandler } from '../handler/request-handlers.js';
import { kindOf } from '../strategy/worker.js';
import type { ForkServer } from './fork-server.js';
import { encodeJob } from './process-messages.js';

/** The id of the test job; requests of clients count from 1. */
export const TEST_JOB = 0;
const ANSWER = 'forked';
const TIMEOUT_MS = 30_000;
const ARRAYS = 20;
const ARRAY_LENGTH = 10_000;

/** The handler of the test job. */
export class ForkTestHandler extends BaseRequestHandler<unknown> {
  override async handle(): Promise<void> {
    for (let i = 0; i < ARRAYS; i++)
      Array.from({ length: ARRAY_LENGTH }, (_, index) => ({ index }));
    await Promise.all([delay(1), readFile(fileURLToPath(import.meta.url))]);
    (this.request as Socket).sendall(ANSWER);
  }
}

/** The error of a test child that did not end in time; `cause` is the shortage that kept it from being forked, if known. */
export class LateForkError extends Error {
  constructor(cause: unknown) {
    super(`a forked process did not end within ${TIMEOUT_MS} ms`, { cause });
  }
}

/** Forks a test child; rejects if it did not end without an error and in time. An abort ends it. */
export const testForks = async (server: ForkServer, stopping: AbortSignal): Promise<void> => {
  // A fork server that is closed would start again.
  stopping.throwIfAborted();
  const [own, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET);
  const [client, connection] = socketpair(AF_UNIX, SOCK_STREAM);
  const timer = new AbortController();
  try {
    const child = server.fork(theirs);
    heedAbort(stopping, () => void child.kill('SIGKILL'));
    const kind = kindOf(connection);
    const job = { id: TEST_JOB, kind, clientAddress: null, packet: null, truncated: false };
    own.sendmsg(encodeJob(job), { fds: [connection.fileno()] });
    const late = delay(TIMEOUT_MS, null, { signal: timer.signal }).catch(() => null);
    const end = await Promise.race([child.ended, late]);
    if (end === null) child.kill('SIGKILL');
    const answer = client.tryRecv(ANSWER.length)?.toString();
    if (end === null) throw new LateForkError(server.shortage);
    if (end.error !== null) throw end.error;
    if (answer !== ANSWER) throw new Error('a forked process ended well, but did not answer');
  } finally {
    timer.abort();
    for (const socket of [own, client, connection]) socket.close();
  }
};
