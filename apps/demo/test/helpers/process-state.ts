// What the kernel says of a process: /proc/PID/stat and schedstat (proc(5)).
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const LOOK_MS = 250;
const LOOKS = 6;

/** The fields after the command's name, which may itself hold spaces: [0] is the state, [11] and [12] the CPU ticks. */
function fields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** User and system time in clock ticks (10 ms each). */
export function cpuTicks(pid: number): number {
  const stat = fields(pid);
  return Number(stat[11]) + Number(stat[12]);
}

/** Waits until the main thread sleeps in a system call. */
export async function untilAsleep(pid: number): Promise<void> {
  while (fields(pid)[0] !== 'S') await setTimeout(2);
}

/** Milliseconds that the threads of a process have run for, which the kernel counts to the nanosecond. */
function ranMs(pid: number): number {
  const runtimes = readdirSync(`/proc/${pid}/task`).map((thread) => {
    try {
      return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      return 0; // It has ended meanwhile.
    }
  });
  return runtimes.reduce((sum, ns) => sum + ns, 0) / 1e6;
}

/** Whether a process uses less than 2 % of a processor while it has nothing to do: in the best of some looks. */
export async function sleeps(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < LOOKS; attempt += 1) {
    const before = ranMs(pid);
    await setTimeout(LOOK_MS);
    if (ranMs(pid) - before < 0.02 * LOOK_MS) return true;
  }
  return false;
}

/** The processes whose parent is this one. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => candidate > 0 && parentOf(candidate) === pid);
}

/** The parent of a process, or null when it has gone. */
function parentOf(pid: number): number | null {
  try {
    return Number(fields(pid)[1]);
  } catch {
    return null;
  }
}

export function isRunning(pid: number): boolean {
  return parentOf(pid) !== null;
}
