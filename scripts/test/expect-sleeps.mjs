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

const TRIES = 30;

/**
 * Expects that a blocking action sleeps for most of its time, once among many: on a busy machine a thread that was woken
 * up may wait longer for the processor than it slept. One that spins wants to run all the time, however little of it a busy
 * machine grants, and never sleeps for most of it.
 */
export const expectSleeps = (action) => {
  let share = 1;
  for (let left = TRIES; left > 0 && share >= 0.5; left--) share = shareAwake(action);
  expect(share).toBeLessThan(0.5);
};
