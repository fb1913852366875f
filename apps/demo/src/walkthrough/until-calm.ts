// Waits until a server that has served clients has ended what it has to end.
import { setTimeout } from 'node:timers/promises';
import { treeThreads } from '@fdset/benchmarks/kit';

const CALM_LOOKS = 5;
const LOOK_EVERY_MS = 4;

/** A thread or process that has served its client takes a moment to end. */
export async function untilCalm(pid: number): Promise<void> {
  let [same, last] = [0, NaN];
  while (same < CALM_LOOKS) {
    await setTimeout(LOOK_EVERY_MS);
    const now = treeThreads(pid);
    same = now === last ? same + 1 : 0;
    last = now;
  }
}
