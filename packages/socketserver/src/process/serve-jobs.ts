// What a child process does: takes one job after another from its socket. That the socket ends says that
// the server has no more for it, or has gone.
import { BrokenPipeError, ConnectionResetError } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { printLine } from '../basics.js';
import type { HandlerClass } from '../handler/handler-source.js';
import { isShortage } from '../strategy/shortage.js';
import type { Job } from '../thread/job-slot.js';
import { handleJob } from '../worker/handle-job.js';
import type { JobTimes } from '../worker/handle-job.js';
import { turnOfLoop } from '../worker/last-work.js';
import { toPlainError } from '../worker/plain-error.js';
import { encodeEnd, shortened } from './process-messages.js';
import type { EndMessage, ProcessStart } from './process-messages.js';
import { BLOCKED_MS, JobRefused, receiveJob } from './receive-job.js';

/** Serves until there are no more jobs, or after one if the server wants that; closes the socket. */
export const serveJobs = async (
  channel: Socket,
  handlerOf: (job: Job) => HandlerClass<unknown>,
  start: ProcessStart,
): Promise<void> => {
  channel.settimeout(BLOCKED_MS);
  for (let job = await nextJob(channel); job !== null; job = await nextJob(channel)) {
    process.once('beforeExit', endUnsettled);
    const { id } = job;
    await handleJob(handlerOf(job), job, start, (error, times) => {
      tell(channel, { id, error: shortened(error), ...times });
    });
    process.off('beforeExit', endUnsettled);
    if (start.once) break;
    // What handle() left to be done next must not wait until no more requests come.
    await turnOfLoop();
  }
  channel.close();
};

// What the kernel has no room for now it has a moment later; a server that never hears of an end has lost this process.
const MOST_TRIES = 100;
const RETRY_MS = 10;

const tell = (channel: Socket, end: EndMessage): void => {
  const bytes = encodeEnd(end);
  for (let tries = 1; ; tries++) {
    try {
      channel.sendall(bytes);
      return;
    } catch (error) {
      // The server was killed meanwhile; its requests are finished all the same.
      if (error instanceof BrokenPipeError || error instanceof ConnectionResetError) return;
      if (!isShortage(error) || tries === MOST_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
};

// Node's own code for a program that waits for what cannot come any more.
const UNSETTLED = 13;

const endUnsettled = (): void => {
  printLine('handle() waits, and there is nothing left that could end its waiting');
  process.exitCode = UNSETTLED;
};

const REFUSED: JobTimes = { busyMs: 0, cpuMs: 0 };

// A process that can get no connection has done what it could: the server gives the job to another.
const nextJob = async (channel: Socket): Promise<Job | null> => {
  try {
    return await receiveJob(channel);
  } catch (error) {
    if (!(error instanceof JobRefused)) throw error;
    tell(channel, { id: error.jobId, error: shortened(toPlainError(error.cause)), ...REFUSED });
    process.exitCode = 1;
    return null;
  }
};
