// How to hear what a process had to say before it was killed.
import { ConnectionResetError } from '@fdset/posix';
import { isShortage } from './shortage.js';

const MOST_TRIES = 10;

/**
 * Reads from a socket to a process; `otherwise`, of why, when that cannot be done now. One that is killed before it has read everything resets
 * its socket: the kernel says so once, before what the process had said. What it has no memory for it often has at the next try.
 * @throws any other error
 */
export const readPastReset = <T>(read: () => T, otherwise: (error: unknown) => T): T => {
  for (let tries = 1; ; tries++) {
    try {
      return read();
    } catch (error) {
      const passes = error instanceof ConnectionResetError || isShortage(error);
      if (!passes) throw error;
      if (tries === MOST_TRIES) return otherwise(error);
    }
  }
};
