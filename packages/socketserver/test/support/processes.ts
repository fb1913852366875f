// What tests read about processes in /proc.
import { existsSync, readFileSync, readdirSync } from 'node:fs';

/** The state and the parent of a process, as proc_pid_stat(5) has them behind the name; null when it is gone. */
const statOf = (pid: number): { state: string; parent: number } | null => {
  try {
    const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const [state = '', parent] = fields.split(' ');
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
};

/** T when it is stopped, Z when it has ended and nobody has asked how; nothing when it is gone. */
export const stateOf = (pid: number): string => statOf(pid)?.state ?? '';

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
    .filter((pid) => pid > 0 && statOf(pid)?.parent === parent);

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
