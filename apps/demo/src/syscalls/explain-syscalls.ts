// Explains the system calls of a run in sentences that are built from its numbers.
import { whole } from '../walkthrough/numbers.js';
import { callGroups, otherCalls } from './call-groups.js';
import type { GroupedCalls } from './call-groups.js';
import type { CallCounts } from './strace.js';
import { TOGETHER } from './traced-servers.js';
import type { TracedLabel } from './traced-servers.js';

/** One row of the table. */
export interface SyscallsRow {
  readonly label: TracedLabel;
  /** The calls of one client's requests, by name. */
  readonly counts: CallCounts;
  readonly one: GroupedCalls;
  /** The calls per request of many clients that ask at the same time; null for a server with a thread or process for each. */
  readonly together: GroupedCalls | null;
}

/** The share of a row from which on a call is named: rarer ones are those of Node's own threads, and of attaching. */
const WORTH_NAMING = 0.15;

/** `1.02`, `31`, `1,234`. */
export function calls(count: number): string {
  if (count === 0) return '0';
  return count < 10 ? count.toFixed(2) : whole(count);
}

export function explainSyscalls(rows: readonly SyscallsRow[]): string[] {
  return [...explainModels(rows), ...explainRing(rows), ...explainColumns(rows)];
}

function explainColumns(rows: readonly SyscallsRow[]): string[] {
  const { wait, recv, send, ring } = callGroups;
  return [
    `A client asks, and waits 2 ms before each request; of ${TOGETHER}: the total per request when ${TOGETHER} clients ask at the same time. wait: ${wait.join(', ')}; recv: ${recv.join(', ')}; send: ${send.join(', ')}; ring: ${ring.join(', ')}. ${nameOthers(rows)}`.trim(),
  ];
}

function nameOthers(rows: readonly SyscallsRow[]): string {
  const labelsOf = new Map<string, TracedLabel[]>();
  for (const { label, counts, one } of rows) {
    const names = otherCalls(counts, one.total * WORTH_NAMING).join(' and ');
    if (names !== '') labelsOf.set(names, [...(labelsOf.get(names) ?? []), label]);
  }
  const named = [...labelsOf].map(([names, labels]) => `${names} (${labels.join(', ')})`);
  return named.length === 0 ? '' : `other: ${named.join('; ')}.`;
}

function explainModels(rows: readonly SyscallsRow[]): string[] {
  const of = (label: TracedLabel): SyscallsRow => rows.find((row) => row.label === label)!;
  const [blocking, polling] = [of('blocking').one, of('nonblocking').one];
  const [epoll, selector] = [of('multiplexing epoll'), of('async selector')];
  const select = of('multiplexing select').one;
  return [
    `Blocking: the document has one recv, in which the thread sleeps. fdset's asks whether there is something (recv with MSG_DONTWAIT), sleeps in poll, which also watches Node's event loop so that a signal or terminate() can end it, and asks again: ${calls(blocking.wait)} waits and ${calls(blocking.recv)} recvs.`,
    `Non-blocking: ${calls(polling.total)} calls, nearly all in vain; without strace, which slows polling down, there are many more.`,
    `Multiplexing: the document has select and recv. Over select fdset makes ${calls(select.wait)} waits: one in which it sleeps, the others are looks of Node's event loop, which gets a turn after each, and at pending signals. Over epoll it is ${calls(epoll.one.wait)}, because it looks first (epoll_wait without waiting), sleeps in poll on the epoll descriptor and Node's, and then fetches the events. ${calls(epoll.one.total)} calls in all over epoll for one client; but a wait serves all that are ready: ${calls(epoll.together!.total)} when ${TOGETHER} ask.`,
    `Asynchronous over epoll: ${calls(selector.one.total)}, and ${calls(selector.together!.total)} when ${TOGETHER} ask.`,
  ];
}

function explainRing(rows: readonly SyscallsRow[]): string[] {
  const ring = rows.find(({ label }) => label === 'async uring');
  if (ring === undefined) return [];
  const { one, together } = ring;
  return [
    `Over io_uring: ${calls(one.recv)} recvs and ${calls(one.send)} sends, the kernel moves the bytes itself: ${calls(one.total)} calls, of which each serves all clients that are ready: ${calls(together!.total)} when ${TOGETHER} ask.`,
  ];
}
