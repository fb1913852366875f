// Whether a process waits, from /proc (proc(5)).
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 5;
const LOOKS = 10;

const stateOf = (pid: number): string | undefined => {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).at(0);
};

/** How often the main thread was given a processor. */
const turnsOf = (pid: number): string | undefined =>
  readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[2];

/**
 * Waits until a process takes nothing more: `offer` says whether it took something, and when it does not, its main thread is asleep and
 * is not woken. What would take more is runnable then, on however slow a machine.
 */
export const untilStuck = async (pid: number, offer: () => boolean): Promise<void> => {
  let before: string | undefined;
  for (let looks = 0; looks < LOOKS;) {
    const isTaken = offer();
    const now = turnsOf(pid);
    looks = !isTaken && stateOf(pid) === 'S' && now === before ? looks + 1 : 0;
    before = now;
    await setTimeout(LOOK_EVERY_MS);
  }
};
