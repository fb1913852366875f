// Whether a blocking call sleeps, told by what the kernel counts for the thread and not by how long it takes.
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

// Processor time and time in the queue for it, of this thread, in nanoseconds: proc_pid_schedstat(5).
const runnableNs = () => {
  const [onProcessor, waiting] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
  return Number(onProcessor) + Number(waiting);
};

const shareAwake = (action) => {
  const [start, startNs] = [process.hrtime.bigint(), runnableNs()];
  action();
  return (runnableNs() - startNs) / Number(process.hrtime.bigint() - start);
};

/**
 * Expects that a blocking action sleeps for most of its time. A thread that spins wants to run all the time, however
 * little of it a busy machine grants, and one that sleeps does not; the best of three counts.
 */
export const expectSleeps = (action) => {
  const shares = [1, 2, 3].map(() => shareAwake(action));
  expect(Math.min(...shares)).toBeLessThan(0.5);
};
