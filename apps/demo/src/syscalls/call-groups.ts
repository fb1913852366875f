// The system calls of a server by what they are for.
import type { CallCounts } from './strace.js';

/** Calls per request. */
export interface GroupedCalls {
  readonly wait: number;
  readonly recv: number;
  readonly send: number;
  readonly ring: number;
  readonly other: number;
  readonly total: number;
}

type Group = Exclude<keyof GroupedCalls, 'other' | 'total'>;

/** The names differ by processor: some have only the newer call of a pair. */
export const callGroups: Readonly<Record<Group, readonly string[]>> = {
  wait: ['epoll_wait', 'epoll_pwait', 'epoll_pwait2', 'poll', 'ppoll', 'select', 'pselect6'],
  recv: ['recvfrom', 'recvmsg', 'recvmmsg'],
  send: ['sendto', 'sendmsg', 'sendmmsg'],
  ring: ['io_uring_enter'],
};

export function groupCalls(counts: CallCounts): GroupedCalls {
  const sum = (names: readonly string[]): number =>
    names.reduce((calls, name) => calls + (counts.get(name) ?? 0), 0);
  const total = sum([...counts.keys()]);
  const { wait, recv, send, ring } = callGroups;
  const groups = { wait: sum(wait), recv: sum(recv), send: sum(send), ring: sum(ring) };
  const known = groups.wait + groups.recv + groups.send + groups.ring;
  return { ...groups, other: Math.max(0, total - known), total };
}

/** The names of the calls of no group that were made at least so often. */
export function otherCalls(counts: CallCounts, atLeast: number): string[] {
  const known = new Set(Object.values(callGroups).flat());
  const others = [...counts].filter(([name, calls]) => !known.has(name) && calls >= atLeast);
  return others.toSorted(([, one], [, other]) => other - one).map(([name]) => name);
}
