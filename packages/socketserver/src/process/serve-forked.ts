// What a fork server does: loads the handler, warms up, and parks. What comes after that runs in its children, once
// in each.
import crypto from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { _exit, getpid, serveForks } from '@fdset/posix';
import { Socket } from '@fdset/socket';
import type { HandlerClass } from '../handler/handler-source.js';
import type { Job } from '../thread/job-slot.js';
import { endProcess, lastWork, resourcesNow, threadsAtRest } from '../worker/last-work.js';
import { useSynchronousConsole } from '../worker/worker-console.js';
import { deferEndings, receiveStart } from './receive-start.js';
import { threadsNow } from './helper-threads.js';
import type { MayHaveWorkers, Threads } from './helper-threads.js';
import { CHANNEL_FD } from './process-messages.js';
import { serveJobs } from './serve-jobs.js';
import { ForkTestHandler, TEST_JOB } from './test-forks.js';
import { warmUp } from './warm-up.js';

// Random numbers that a forked child does not share with its siblings. V8 draws those of Math.random ahead,
// Node those of UUIDs and whole numbers; what OpenSSL gives is safe, since it knows of fork(2).

// randomInt draws 6 KiB ahead, for numbers of 6 bytes each.
const WHOLE_NUMBERS_AHEAD = 1024;

const state = new Uint32Array(4);
const nodesRandomInt = crypto.randomInt;
// Seeding takes OpenSSL a tenth of a millisecond after a fork: whoever needs it does it.
let isSeeded = false;
let hasWholeNumbersAhead = false;

/** Takes the place of what draws ahead, before anybody has a reference to it. */
export const useOwnRandomNumbers = (): void => {
  Math.random = random;
  const { randomUUID } = crypto;
  crypto.randomUUID = (options) => randomUUID({ ...options, disableEntropyCache: true });
  Object.defineProperty(crypto.webcrypto, 'randomUUID', { value: () => crypto.randomUUID() });
  crypto.randomInt = ((...args: Parameters<typeof nodesRandomInt>) => {
    hasWholeNumbersAhead = true;
    return nodesRandomInt(...args);
  }) as typeof nodesRandomInt;
  syncBuiltinESMExports();
};

/** Forgets what was drawn: what is drawn next, a child does not share. */
export const forgetRandomNumbers = (): void => {
  isSeeded = false;
};

/** In a child: uses up what the parent has drawn ahead. */
export const useUpWholeNumbers = (): void => {
  if (!hasWholeNumbersAhead) return;
  for (let left = WHOLE_NUMBERS_AHEAD; left > 0; left--) nodesRandomInt(2);
};

// sfc32 (Chris Doty-Humphrey), 53 bits from two of its words.
const random = (): number => {
  if (!isSeeded) crypto.randomFillSync(state);
  isSeeded = true;
  return (word() * 2 ** 21 + (word() >>> 11)) / 2 ** 53;
};

const word = (): number => {
  const [a = 0, b = 0, c = 0, counter = 0] = state;
  const sum = (a + b + counter) >>> 0;
  state[3] = counter + 1;
  state[0] = b ^ (b >>> 9);
  state[1] = c + (c << 3);
  state[2] = ((c << 21) | (c >>> 11)) + sum;
  return sum;
};

// What Node believes of itself, and a forked child must not: its process id, and that nobody else has its random
// numbers. Both are put right before the fork, once. How a child ends is posix's matter (serveForks).

/** Immediately before the process becomes a fork server: from here on it is what its children shall be. */
export const prepareToFork = (): void => {
  Object.defineProperty(process, 'pid', { get: getpid, configurable: true, enumerable: true });
  forgetRandomNumbers();
};

/** Ends a child that has nothing left to do. */
export const endAtOnce = (): void => {
  if (process.listenerCount('exit') > 0) endProcess();
  _exit(Number(process.exitCode ?? 0));
};

const MEMORY = '/proc/self/smaps';

/** Runs the process; `mayHaveWorkers` as `mayHaveWorkersNow` said before this module was loaded. */
export const serveForked = async (mayHaveWorkers: MayHaveWorkers): Promise<void> => {
  deferEndings();
  useSynchronousConsole();
  const threads = beforeLoading(mayHaveWorkers);
  await threads.catch(() => {}); // The server is told of it below.
  const { start, Handler } = await receiveStart(async (heard) => {
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
