// A child process takes one job after another from its channel. The end of the channel means that the server has no more
// jobs for it, or has gone.
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
import { encodeEnd, shorten } from './process-messages.js';
import type { EndMessage, ProcessStart } from './process-messages.js';
import { BLOCKED_MS, JobRefused, receiveJob } from './receive-job.js';

/** Handles jobs until there are no more, or only one job if `start.once` is set; closes the channel. */
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
      sendEnd(channel, { id, error: shorten(error), ...times });
    });
    process.off('beforeExit', endUnsettled);
    if (start.once) break;
    // Work that handle() left for the event loop must not wait until no more requests come.
    await turnOfLoop();
  }
  channel.close();
};

// A shortage of kernel memory may be over in a moment. A server that never learns of the end would lose this process.
const MOST_TRIES = 100;
const RETRY_MS = 10;

/** Reports the end of a job. */
export const sendEnd = (channel: Socket, end: EndMessage): void => {
  const bytes = encodeEnd(end);
  for (let tries = 1; ; tries++) {
    try {
      channel.sendall(bytes);
      return;
    } catch (error) {
      // The server was killed meanwhile; the child still finishes its work.
      if (error instanceof BrokenPipeError || error instanceof ConnectionResetError) return;
      if (!isShortage(error) || tries === MOST_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
};

// Node's exit code for a program with a top-level await that never settles.
const UNSETTLED = 13;

const endUnsettled = (): void => {
  printLine('handle() awaits a promise that nothing can settle any more');
  process.exitCode = UNSETTLED;
};

const REFUSED: JobTimes = { busyMs: 0, cpuMs: 0 };

/** Reports that this process cannot get the connection of a job, and will end. */
export const sendRefusal = (channel: Socket, { jobId: id, cause }: JobRefused): void => {
  sendEnd(channel, { id, error: shorten(toPlainError(cause)), ...REFUSED });
  process.exitCode = 1;
};

// A process that cannot get the connection of its job ends, and the server gives the job to another one.
const nextJob = async (channel: Socket): Promise<Job | null> => {
  try {
    return await receiveJob(channel);
  } catch (error) {
    if (!(error instanceof JobRefused)) throw error;
    sendRefusal(channel, error);
    return null;
  }
};
