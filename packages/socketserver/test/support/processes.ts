// What a test sees of processes in /proc.
import { readFileSync, readdirSync } from 'node:fs';

/** The parent of a process; -1 when it has ended. */
export const parentOf = (pid: number): number => {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    return -1;
  }
};

/** The fork servers of a process. */
export const forkServersOf = (parent: number): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent && isForkServer(pid));

const isForkServer = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('fork-main');
  } catch {
    return false;
  }
};

/** Everything below a process: its children, theirs, and so on. */
export const descendantsOf = (ancestor: number): number[] => {
  const parents = new Map(
    readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0)
      .map((pid) => [pid, parentOf(pid)]),
  );
  const below = (parent: number): number[] =>
    [...parents.keys()].filter((pid) => parents.get(pid) === parent);
  const found = below(ancestor);
  for (const pid of found) found.push(...below(pid));
  return found;
};
