// What Node believes of itself, and a forked child must not: its process id, and that nobody else has its random
// numbers. Both are put right before the fork, once. How a child ends is posix's matter (serveForks).
import { _exit, getpid } from '@fdset/posix';
import { endProcess } from './end-process.js';
import { forgetRandomNumbers } from './own-random-numbers.js';

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
