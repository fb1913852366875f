// What tests read about processes in /proc.
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** The parent of a process; -1 when it has ended. */
const parentOf = (pid: number): number => {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
  } catch {
    return -1;
  }
};

// Some kernels are built without this file.
const listsChildren = existsSync('/proc/thread-self/children');

/** The children that a process's threads have forked. */
export const childrenOf = (parent: number): number[] => {
  if (!listsChildren) return findChildrenOf(parent);
  try {
    return readdirSync(`/proc/${parent}/task`).flatMap((thread) =>
      readFileSync(`/proc/${parent}/task/${thread}/children`, 'utf8')
        .split(' ')
        .filter((pid) => pid !== '')
        .map(Number),
    );
  } catch {
    // A thread has ended and its children belong to another one now, or the process has ended.
    return findChildrenOf(parent);
  }
};

// Looks at every process there is, which takes as long as some hundred system calls.
const findChildrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === parent);

/** The fork servers of a process. */
export const forkServersOf = (parent: number): number[] => childrenOf(parent).filter(isForkServer);

const isForkServer = (pid: number): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('fork-main');
  } catch {
    return false;
  }
};

/** Everything below a process: its children, theirs, and so on. */
export const descendantsOf = (ancestor: number): number[] => {
  const found = childrenOf(ancestor);
  for (const pid of found) found.push(...childrenOf(pid));
  return found;
};
