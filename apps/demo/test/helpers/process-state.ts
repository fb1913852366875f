// The state of a process in /proc/PID/stat and schedstat (proc(5)).
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 10;
const LOOKS = 15;

/** The fields after the command's name (which may contain spaces): [0] is the state, [11] and [12] are the CPU ticks. */
function fields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** User and system time in clock ticks (10 ms each). */
export function cpuTicks(pid: number): number {
  const stat = fields(pid);
  return Number(stat[11]) + Number(stat[12]);
}

/** How often the main thread was given a processor. */
function turns(pid: number): string {
  return readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[2]!;
}

/**
 * Waits until the main thread stays asleep: several looks in a row find it asleep, and it was not woken between them.
 * A thread that spins always runs or waits for a processor, even on a slow machine, and a thread that polls gets turns.
 * The test waits in vain for either of them.
 */
export async function untilAsleep(pid: number): Promise<void> {
  let before = '';
  for (let looks = 0; looks < LOOKS;) {
    await setTimeout(LOOK_EVERY_MS);
    const now = turns(pid);
    looks = fields(pid)[0] === 'S' && now === before ? looks + 1 : 0;
    before = now;
  }
}

/** The processes whose parent is this one. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => candidate > 0 && parentOf(candidate) === pid);
}

/** All descendants of a process. */
export function descendantsOf(pid: number): number[] {
  const children = childrenOf(pid);
  return children.concat(children.flatMap(descendantsOf));
}

/** The parent of a process, or null if the process is gone. */
function parentOf(pid: number): number | null {
  try {
    return Number(fields(pid)[1]);
  } catch {
    return null;
  }
}

/** False for a zombie too, because it only waits until its adoptive parent reads its exit status. */
export function isRunning(pid: number): boolean {
  try {
    return fields(pid)[0] !== 'Z';
  } catch {
    return false;
  }
}
