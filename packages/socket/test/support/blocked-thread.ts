// Knows when another thread of this process really sits in a blocking wait, as the kernel sees it.
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves once some thread of this process is asleep in poll(2), where blocked sockets wait. */
export const untilThreadBlocks = async (): Promise<void> => {
  while (!readdirSync('/proc/self/task').some(isPolling)) await sleep(1);
};

const isPolling = (task: string): boolean => {
  try {
    const where = readFileSync(`/proc/self/task/${task}/wchan`, 'latin1');
    return where.includes('poll') && !where.includes('epoll');
  } catch {
    // The thread has ended since the directory was read.
    return false;
  }
};
