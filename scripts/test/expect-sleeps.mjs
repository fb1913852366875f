// Checks whether a blocking call sleeps. It uses the kernel's counters of the thread, and not the time that the call takes.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

// How long this thread has used a processor or waited for one, in ns: proc_pid_schedstat(5).
const runnableNs = () => {
  const [onProcessor, waiting] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
  return Number(onProcessor) + Number(waiting);
};

const shareAwake = (action) => {
  const [start, startNs] = [process.hrtime.bigint(), runnableNs()];
  action();
  return (runnableNs() - startNs) / Number(process.hrtime.bigint() - start);
};

const TRIES = 30;

/**
 * Expects that a blocking action sleeps for most of its time in at least one of many tries. On a busy machine a thread
 * that was woken up may wait longer for the processor than it slept. A thread that spins wants to run all the time,
 * however little a busy machine lets it, and never sleeps for most of the time.
 */
export const expectSleeps = (action) => {
  let share = 1;
  for (let left = TRIES; left > 0 && share >= 0.5; left--) share = shareAwake(action);
  expect(share).toBeLessThan(0.5);
};
