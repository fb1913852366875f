// How to hear what a process had to say before it was killed.
import { ConnectionResetError } from '@fdset/posix';

/**
 * Reads from a socket to a process. One that is killed before it has read everything resets its socket: the kernel says
 * so once, before what the process had said.
 */
export const readPastReset = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConnectionResetError) return read();
    throw error;
  }
};
