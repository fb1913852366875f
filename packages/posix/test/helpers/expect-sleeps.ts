import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

// Processor time and time in the queue for it, of this thread, in nanoseconds: proc_pid_schedstat(5).
function runnableNs(): number {
  const [onProcessor, waiting] = readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ');
  return Number(onProcessor) + Number(waiting);
}

/**
 * Expects that a blocking action sleeps for most of its time. A thread that spins wants to run all the time, however
 * little of it a busy machine grants, and one that sleeps does not; the best of three counts.
 */
export function expectSleeps(action: () => unknown): void {
  const shares = [1, 2, 3].map(() => {
    const [start, startNs] = [process.hrtime.bigint(), runnableNs()];
    action();
    return (runnableNs() - startNs) / Number(process.hrtime.bigint() - start);
  });
  expect(Math.min(...shares)).toBeLessThan(0.5);
}
