// strace counts a call when the call ends, and an answer is with its client before the sender's call has ended: strace that is told to stop at
// that moment counts a call too few. Linux only, as strace is.
import { readFileSync } from 'node:fs';
import { processTree, threadIds } from '@fdset/benchmarks/kit';
import { setTimeout } from 'node:timers/promises';

const LOOK_EVERY_MS = 1;
/** A traced thread stops where a call ends and where the next one begins. When it has stopped twice, the call that it was in is counted. */
const STOPS = 2;

interface ThreadState {
  readonly isAsleep: boolean;
  /** How often it gave its processor away by itself: a stop for strace is such a switch. */
  readonly switches: number;
}

/** Waits until no thread of these traced processes is in a call that it was in before: it sleeps in another, or has made others. */
export async function untilThreadsSettle(
  pids: readonly number[],
  ending: AbortSignal,
): Promise<void> {
  const first = statesOf(pids);
  const isSettled = ([thread, { isAsleep, switches }]: [string, ThreadState]): boolean =>
    isAsleep || switches - (first.get(thread)?.switches ?? switches) >= STOPS;
  while (![...statesOf(pids)].every(isSettled))
    await setTimeout(LOOK_EVERY_MS, undefined, { signal: ending });
}

/**
 * Waits until all that a server's process has started is asleep: a client's connection makes a fork server fork the process for the next
 * one, and tell of it, while the client is answered. The server's own thread may be one that polls, which never sleeps.
 */
export async function untilChildrenSleep(server: number, ending: AbortSignal): Promise<void> {
  for (let before = ''; ;) {
    const children = processTree(server).slice(1);
    const areAsleep = [...statesOf(children).values()].every(({ isAsleep }) => isAsleep);
    const now = areAsleep ? children.join() : 'awake';
    if (areAsleep && now === before) return;
    before = now;
    await setTimeout(LOOK_EVERY_MS, undefined, { signal: ending });
  }
}

/** By process and number. Threads that have ended are in no call. */
function statesOf(pids: readonly number[]): Map<string, ThreadState> {
  const threads = pids.flatMap((pid) => threadIds(pid).map((thread) => `${pid}/task/${thread}`));
  const states = threads.map((thread) => [thread, stateOf(thread)] as const);
  return new Map(states.filter((state): state is [string, ThreadState] => state[1] !== null));
}

/** null if it has ended. */
function stateOf(thread: string): ThreadState | null {
  const status = statusOf(thread);
  const [, state] = /^State:\s+(\w)/m.exec(status) ?? [];
  const [, switches] = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(status) ?? [];
  if (state === undefined || state === 'Z' || switches === undefined) return null;
  return { isAsleep: state === 'S', switches: Number(switches) };
}

function statusOf(thread: string): string {
  try {
    return readFileSync(`/proc/${thread}/status`, 'utf8');
  } catch {
    return '';
  }
}
