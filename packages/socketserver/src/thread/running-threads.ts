// What the kernel knows of the threads of this process, on Linux.
import { readFileSync, readlinkSync } from 'node:fs';

/** The kernel's number of the calling thread; 0 where there is no /proc. */
export const ownTid = (): number => {
  try {
    return Number(/(\d+)$/.exec(readlinkSync('/proc/thread-self'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/**
 * Whether a thread of this process is on a processor, or waits for one, for memory or for a disk; false for one that waits for
 * anything else, and where nobody knows (no /proc, no descriptor left).
 */
export const isRunning = (tid: number): boolean => {
  if (tid === 0) return false;
  try {
    // The state follows the thread's name, which may have parentheses of its own.
    return /\) [RD] [^)]*$/.test(readFileSync(`/proc/self/task/${tid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};
