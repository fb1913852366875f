// Finds and ends the processes of a run of the lab, or of a tour. Forked children and the programs of a process pool have sessions of their own, and lose their
// parents, so neither a process group nor the tree has all of them; but all inherit the mark in their environment.
import { readFileSync, readdirSync } from 'node:fs';

/** In the environment of a keeper or a tour and of all its descendants, by which they are found. */
export const MARK_VARIABLE = 'FDSET_LAB_MARK';

/** The processes with a mark, but for this one. Those of other users cannot be read, and are none of ours. */
function markedProcesses(mark: string): number[] {
  const entry = `${MARK_VARIABLE}=${mark}`;
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const hasMark = (pid: string): boolean => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(entry);
    } catch {
      return false;
    }
  };
  return numbers.filter((pid) => Number(pid) !== process.pid && hasMark(pid)).map(Number);
}

/** Kills all of them, also those that are forked meanwhile. A killed process has no environment any more. */
export function killMarked(mark: string): void {
  for (let pids = markedProcesses(mark); pids.length > 0; pids = markedProcesses(mark))
    for (const pid of pids) kill(pid);
}

/** Kills a process, or with a negative number a group. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
