// When a server's threads have done what an earlier request made them do, so that the calls of others can be counted. Linux only, as
// strace is.
import { processTree, threadIds } from '@fdset/benchmarks/kit';
import { setTimeout } from 'node:timers/promises';
import { threadStatus } from '../thread-status.js';
import type { ThreadStatus } from '../thread-status.js';

const LOOK_EVERY_MS = 1;
/** A traced thread stops where a call ends and where the next one begins. When it has stopped twice, the call that it was in is counted. */
const STOPS = 2;

/**
 * Waits until no thread of these traced processes is in a call that it was in before: it sleeps in another, or has made others. An answer
 * is with its client before the sender's call has ended, and strace counts a call when it ends.
 */
export async function untilCallsEnd(pids: readonly number[], ending: AbortSignal): Promise<void> {
  const first = statusOf(pids);
  const isPast = ([thread, status]: [string, ThreadStatus]): boolean =>
    isAsleep(status) || status.voluntary - (first.get(thread) ?? status).voluntary >= STOPS;
  while (![...statusOf(pids)].every(isPast)) await nextLook(ending);
}

/**
 * Waits until a server's processes are asleep: a client's connection makes a fork server fork the process for the next one, and tell of it,
 * while the client is answered. A server that is one process may poll, and never sleep; none is waited for.
 */
export async function untilForked(server: number, ending: AbortSignal): Promise<void> {
  for (;;) {
    const pids = processTree(server);
    const isAlone = pids.length === 1;
    if (isAlone || ([...statusOf(pids).values()].every(isAsleep) && isStill(server, pids))) return;
    await nextLook(ending);
  }
}

const isAsleep = ({ state }: ThreadStatus): boolean => state === 'S';

/** Whether no process has come or gone meanwhile. */
const isStill = (server: number, pids: readonly number[]): boolean =>
  processTree(server).join() === pids.join();

const nextLook = (signal: AbortSignal): Promise<unknown> =>
  setTimeout(LOOK_EVERY_MS, undefined, { signal });

/** By process and number. Threads that have ended are in no call. */
function statusOf(pids: readonly number[]): Map<string, ThreadStatus> {
  const threads = pids.flatMap((pid) => threadIds(pid).map((thread) => [pid, thread] as const));
  return new Map(
    threads.flatMap(([pid, thread]) => {
      const status = threadStatus(pid, thread);
      return status === null || status.state === 'Z' ? [] : [[`${pid}.${thread}`, status] as const];
    }),
  );
}
