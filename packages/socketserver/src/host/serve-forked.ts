// What a fork server does: loads the handler, warms up, and parks. What comes after that runs in its children, once
// in each.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { serveForks } from '@fdset/posix';
import { Socket } from '@fdset/socket';
import type { HandlerClass } from '../handler-source.js';
import { deferEndings } from './defer-endings.js';
import { endProcess } from './end-process.js';
import { endAtOnce, prepareToFork } from './forked-process.js';
import { hearStart } from './hear-start.js';
import { threadsNow } from './helper-threads.js';
import type { Threads } from './helper-threads.js';
import { useSynchronousConsole } from './host-console.js';
import type { Job } from './job-slot.js';
import { lastWork, resourcesNow, threadsAtRest } from './last-work.js';
import { useOwnRandomNumbers, useUpWholeNumbers } from './own-random-numbers.js';
import { CHANNEL_FD } from './process-messages.js';
import type { MayHaveWorkers } from './may-have-workers.js';
import { serveJobs } from './serve-jobs.js';
import { ForkTestHandler, TEST_JOB } from './test-forks.js';
import { warmUp } from './warm-up.js';

const MEMORY = '/proc/self/smaps';

/** Runs the process; `mayHaveWorkers` as `mayHaveWorkersNow` said before this module was loaded. */
export const serveForked = async (mayHaveWorkers: MayHaveWorkers): Promise<void> => {
  deferEndings();
  useSynchronousConsole();
  const threads = beforeLoading(mayHaveWorkers);
  await threads.catch(() => {}); // The server is told of it below.
  const { start, Handler } = await hearStart(async (heard) => {
    // serveForks reads it when nobody can be told any more why it cannot.
    await readFile(MEMORY);
    await threadsAtRest();
    await warmUp(heard, await threads);
  });
  const handlerOf = ({ id }: Job): HandlerClass<unknown> =>
    id === TEST_JOB ? ForkTestHandler : Handler;
  // Node's channel must not be among what the children inherit.
  if (process.connected) await once(process, 'disconnect');
  const channel = Socket.fromFd(CHANNEL_FD);
  await threadsAtRest();
  const before = resourcesNow();
  prepareToFork();
  beginToFork(process.pid);
  useUpWholeNumbers();
  await serveJobs(channel, handlerOf, start);
  await lastWork(before);
  endAtOnce();
};

// It throws where Math is frozen (--frozen-intrinsics).
const beforeLoading = async (mayHaveWorkers: MayHaveWorkers): Promise<Threads> => {
  useOwnRandomNumbers();
  return threadsNow(mayHaveWorkers);
};

const beginToFork = (server: number): void => {
  try {
    serveForks(CHANNEL_FD);
  } catch (error) {
    // The server has been told why nothing can be forked here; a child that cannot begin says so itself.
    if (process.pid === server) endProcess(1);
    throw error;
  }
};
