// Waits for the work that a process has left when it has handled its requests. Work that the handler's module began before
// the first request (an interval, a listener, a watcher) serves requests and never ends by itself, so it does not keep the
// process alive. Work that handle() left running may finish, but not take for ever, because the process counts among the
// server's children and would outlive the server.
//
// The two are distinguished by the number of resources. Tracking each resource with async_hooks cost every forked child
// 0.4 ms.
import { setImmediate } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import { countLoopHandles, countLoopRequests } from '@fdset/posix';
import { nowMs, printLine } from '../basics.js';

// The original `process.exit`. The handler's module may replace it, and a process that cannot end would keep its request
// and its place in the pool for ever.
const exit = process.exit.bind(process);

/** Ends this process with `code` or `process.exitCode`, after its 'exit' listeners. */
export const endProcess = (code?: number): never =>
  // Node 20 takes an explicit undefined for a code, and clears exitCode.
  code === undefined ? exit() : exit(code);

/** The numbers of resources that keep an event loop running, by kind. */
export type Resources = ReadonlyMap<string, number>;

const LONGEST_MS = 5000;
const LOOK_MS = 10;
const TURNS = 100;

/** Waits, before a fork, for the requests of Node's helper threads, because a child would never see their ends. */
export const waitForHelperThreads = async (): Promise<void> => {
  for (let left = TURNS; left > 0 && countLoopRequests() > 0; left--) await delay(LOOK_MS);
};

/**
 * Counts what keeps this process running now. Node lists its own resources, but neither the work of `crypto` and `zlib`
 * nor that of addons, which the counts of libuv include.
 */
export const countResources = (): Resources => {
  const counts = new Map([
    ['requests', countLoopRequests()],
    ['handles', countLoopHandles()],
  ]);
  for (const kind of process.getActiveResourcesInfo())
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
};

/**
 * Waits for one turn of the event loop. Callbacks that wait for the end of running code (`process.nextTick`, promises) are
 * no countable resources, and run before it.
 */
export const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Resolves when the process has no more resources than `before` the first request, and listeners of `beforeExit` have
 * begun nothing new. A process without any resources ends meanwhile; a process that takes too long is ended.
 */
export const lastWork = async (before: Resources): Promise<void> => {
  const end = nowMs() + LONGEST_MS;
  await turnOfLoop();
  do {
    await waitForExtra(before, end);
    if (process.emit('beforeExit', Number(process.exitCode ?? 0))) await turnOfLoop();
  } while (hasExtra(countResources(), before));
};

const waitForExtra = async (before: Resources, end: number): Promise<void> => {
  while (hasExtra(countResources(), before)) {
    if (nowMs() >= end) endLate();
    await delay(LOOK_MS, null, { ref: false });
  }
};

const hasExtra = (now: Resources, before: Resources): boolean =>
  [...now].some(([kind, count]) => count > (before.get(kind) ?? 0));

const endLate = (): never => {
  printLine(
    `What handle() left running took more than ${LONGEST_MS} ms after its request, and was ended: ` +
      'await it in handle(), or end it in finish()',
  );
  return endProcess();
};
