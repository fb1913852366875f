// What a process still has to do when it has handled its requests. What the handler's module began before the
// first of them (an interval, a listener, a watcher) is there for requests, and never ends by itself: it keeps
// no process alive. What handle() left running may end, but must not take for ever: the process counts among
// the server's children, and would outlive the server.
//
// Both are told apart by their number. Noting each by async_hooks took every forked child 0.4 ms.
import { setImmediate } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import { countLoopHandles, countLoopRequests } from '@fdset/posix';
import { nowMs, printLine } from '../basics.js';

// `process.exit`, taken before the handler's module is loaded: that may replace it, and a process that could not end would
// keep its request, and its place among the workers, for ever.
const exit = process.exit.bind(process);

/** Ends this process with `code`, or with `process.exitCode`; its listeners of 'exit' are called. */
export const endProcess = (code?: number): never =>
  // Node 20 takes an undefined code for one, and clears exitCode.
  code === undefined ? exit() : exit(code);

/** What keeps an event loop going, by kind. */
export type Resources = ReadonlyMap<string, number>;

const LONGEST_MS = 5000;
const LOOK_MS = 10;
const TURNS = 100;

/** Before a fork: waits for what Node's helper threads do, which no child would ever see the end of. */
export const threadsAtRest = async (): Promise<void> => {
  for (let left = TURNS; left > 0 && countLoopRequests() > 0; left--) await delay(LOOK_MS);
};

/** What keeps this process going now: Node names its own, but neither work of `crypto` and `zlib` nor what addons do. */
export const resourcesNow = (): Resources => {
  const counts = new Map([
    ['requests', countLoopRequests()],
    ['handles', countLoopHandles()],
  ]);
  for (const kind of process.getActiveResourcesInfo())
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
};

/**
 * One turn of the event loop: what waits for the end of running code (`process.nextTick`, promises) is done before
 * it, and is no resource that could be counted.
 */
export const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Resolves when no more goes on than `before` the first request, and listeners of `beforeExit` have begun nothing
 * new; a process that has nothing at all left ends meanwhile. One that takes too long is ended.
 */
export const lastWork = async (before: Resources): Promise<void> => {
  const end = nowMs() + LONGEST_MS;
  await turnOfLoop();
  do {
    await untilNoMore(before, end);
    if (process.emit('beforeExit', Number(process.exitCode ?? 0))) await turnOfLoop();
  } while (isMore(resourcesNow(), before));
};

const untilNoMore = async (before: Resources, end: number): Promise<void> => {
  while (isMore(resourcesNow(), before)) {
    if (nowMs() >= end) endLate();
    await delay(LOOK_MS, null, { ref: false });
  }
};

const isMore = (now: Resources, before: Resources): boolean =>
  [...now].some(([kind, count]) => count > (before.get(kind) ?? 0));

const endLate = (): never => {
  printLine(
    `What handle() left running took more than ${LONGEST_MS} ms after its request, and was ended: ` +
      'await it in handle(), or end it in finish()',
  );
  return endProcess();
};
