// The program of a fork server: it loads the handler, warms up, and parks in `serveForks`, which returns only in its
// children. Each child runs the code after it.
import crypto from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { _exit, getpid, serveForks } from '@fdset/posix';
import { Socket } from '@fdset/socket';
import type { HandlerClass } from '../handler/handler-source.js';
import type { Job } from '../thread/job-slot.js';
import { endProcess, lastWork, countResources, waitForHelperThreads } from '../worker/last-work.js';
import { useSynchronousConsole } from '../worker/worker-console.js';
import { deferEndSignals, receiveStart } from './receive-start.js';
import { listThreads } from './helper-threads.js';
import type { MayHaveWorkers, Threads } from './helper-threads.js';
import { CHANNEL_FD } from './process-messages.js';
import { serveJobs } from './serve-jobs.js';
import { ForkTestHandler, TEST_JOB } from './test-forks.js';
import { warmUp } from './warm-up.js';

// Forked children must not share random numbers. V8 draws the numbers of Math.random ahead, and Node those of UUIDs and of
// randomInt. Random bytes of OpenSSL are safe, because OpenSSL detects fork(2).

// randomInt draws 6 KiB ahead, for numbers of 6 bytes each.
const INTS_AHEAD = 1024;

const state = new Uint32Array(4);
const originalRandomInt = crypto.randomInt;
// Seeding takes OpenSSL a tenth of a millisecond after a fork, so it is done at the first use.
let isSeeded = false;
let hasIntsAhead = false;

/** Replaces the functions that draw ahead, before other code has references to them. */
export const useOwnRandomNumbers = (): void => {
  Math.random = random;
  const { randomUUID } = crypto;
  crypto.randomUUID = (options) => randomUUID({ ...options, disableEntropyCache: true });
  Object.defineProperty(crypto.webcrypto, 'randomUUID', { value: () => crypto.randomUUID() });
  crypto.randomInt = ((...args: Parameters<typeof originalRandomInt>) => {
    hasIntsAhead = true;
    return originalRandomInt(...args);
  }) as typeof originalRandomInt;
  syncBuiltinESMExports();
};

/** Forgets the state of Math.random, so that each child seeds its own. */
export const forgetRandomNumbers = (): void => {
  isSeeded = false;
};

/** Discards, in a child, the numbers of randomInt that the parent has drawn ahead. */
export const discardIntsAhead = (): void => {
  if (!hasIntsAhead) return;
  for (let left = INTS_AHEAD; left > 0; left--) originalRandomInt(2);
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

/**
 * Corrects what Node caches and a forked child must not share: the process id and the state of random numbers. It runs once,
 * immediately before the process becomes a fork server. `serveForks` of posix handles the ends of children.
 */
export const prepareToFork = (): void => {
  Object.defineProperty(process, 'pid', { get: getpid, configurable: true, enumerable: true });
  forgetRandomNumbers();
};

/** Ends a child that has nothing left to do; without 'exit' listeners it skips Node's own exit. */
export const endChild = (): void => {
  if (process.listenerCount('exit') > 0) endProcess();
  _exit(Number(process.exitCode ?? 0));
};

const MEMORY = '/proc/self/smaps';

/** Runs the fork server. @param mayHaveWorkers - whether there may have been workers before this module was loaded */
export const serveForked = async (mayHaveWorkers: MayHaveWorkers): Promise<void> => {
  deferEndSignals();
  useSynchronousConsole();
  const threads = prepareToLoad(mayHaveWorkers);
  await threads.catch(() => {}); // receiveStart below reports the error to the server.
  const { start, Handler } = await receiveStart(async (received) => {
    // serveForks reads this file when it cannot report an error to the server any more, so it is tried here.
    await readFile(MEMORY);
    await waitForHelperThreads();
    await warmUp(received, await threads);
  });
  const handlerOf = ({ id }: Job): HandlerClass<unknown> =>
    id === TEST_JOB ? ForkTestHandler : Handler;
  // The children must not inherit Node's channel.
  if (process.connected) await once(process, 'disconnect');
  const channel = Socket.fromFd(CHANNEL_FD);
  await waitForHelperThreads();
  const before = countResources();
  prepareToFork();
  startForking(process.pid);
  discardIntsAhead();
  await serveJobs(channel, handlerOf, start);
  await lastWork(before);
  endChild();
};

// It throws if Math is frozen (--frozen-intrinsics).
const prepareToLoad = async (mayHaveWorkers: MayHaveWorkers): Promise<Threads> => {
  useOwnRandomNumbers();
  return listThreads(mayHaveWorkers);
};

const startForking = (server: number): void => {
  try {
    serveForks(CHANNEL_FD);
  } catch (error) {
    // posix has already told the server why this process cannot fork. A child that cannot begin reports its own error.
    if (process.pid === server) endProcess(1);
    throw error;
  }
};
