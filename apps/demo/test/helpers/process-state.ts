// What the kernel says of a process: /proc/PID/stat (proc(5)).
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

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

/** CPU ticks that a process uses while it has nothing to do: the lowest of three seconds. */
export async function idleTicksPerSecond(pid: number): Promise<number> {
  let lowest = Infinity;
  for (let attempt = 0; attempt < 3 && lowest >= 2; attempt += 1) {
    const before = cpuTicks(pid);
    await setTimeout(1000);
    lowest = Math.min(lowest, cpuTicks(pid) - before);
  }
  return lowest;
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
