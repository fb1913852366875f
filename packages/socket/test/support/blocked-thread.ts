// Asks the kernel whether another thread of this process is in a blocking wait.
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
