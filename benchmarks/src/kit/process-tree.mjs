// What the kernel knows of a process and its descendants: processor time, threads, and how long they were not asleep. Linux only.
import { readFileSync, readdirSync } from 'node:fs';
import { clockGettimeNs } from '@fdset/posix';

/** A tick of /proc/PID/stat: USER_HZ is 100 on every Linux that Node runs on. */
export const TICK_NS = 10_000_000;

/** A process that has ended has none of what is read here. */
const isGone = ({ code }) => code === 'ENOENT' || code === 'ESRCH' || code === 'EINVAL';

const orElse = (read, other) => {
  try {
    return read();
  } catch (error) {
    if (!isGone(error)) throw error;
    return other;
  }
};

const textOf = (path) => orElse(() => readFileSync(`/proc/${path}`, 'utf8'), '');

/** The ids of a process's threads; the first is that of its main thread. */
export const threadIds = (pid) =>
  orElse(() => readdirSync(`/proc/${pid}/task`).map(Number), []).sort((a, b) => a - b);

/** The ids of a process and its descendants. */
export const processTree = (pid) => {
  const children = threadIds(pid).flatMap((thread) =>
    textOf(`${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
};

// The kernel has a clock for each process, whose number is made of the process's (clock_getcpuclockid(3)). It counts ended threads too.
const clockOf = (pid) => (~pid << 3) | 2;

/** The time of the children that a process has waited for: the 16th and 17th fields of /proc/PID/stat, of which the name is the 2nd. */
const endedChildrenNs = (pid) => {
  const fields = textOf(`${pid}/stat`).split(') ').at(-1).split(' ');
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) * TICK_NS;
};

/** The processor time of a process and its descendants, also of those that have ended and were waited for, in ns. */
export const treeCpuNs = (pid) =>
  processTree(pid).reduce((sum, one) => {
    const own = orElse(() => Number(clockGettimeNs(clockOf(one))), 0);
    return sum + own + endedChildrenNs(one);
  }, 0);

/** The threads of a process and its descendants. */
export const treeThreads = (pid) =>
  processTree(pid).reduce((sum, one) => sum + threadIds(one).length, 0);

/**
 * How long the main thread of a process was not asleep, in ns: it ran, or would have run had there been a processor for it. So the
 * figure does not depend on what else runs. Null if the kernel does not count it.
 */
export const awakeNs = (pid) => {
  const [ran, waited] = textOf(`${pid}/task/${pid}/schedstat`).split(' ');
  return waited === undefined ? null : Number(ran) + Number(waited);
};
