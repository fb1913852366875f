// An idle server does nothing at all: none of its threads and children wakes up. FDSET_IDLE_MS says how long a look takes
// (10 s in `pnpm check:long idle-servers`).
import { readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fixture, start } from '../support/programs.js';

const IDLE_MS = Number(process.env['FDSET_IDLE_MS'] ?? 2000);
// Children have V8's memory reducer, which collects garbage once, 8 s after the start of each.
const REDUCER_MS = 5000;
// On a slow machine earlier work may still go on. A server that does something after so many looks always will.
const MOST_LOOKS = Math.ceil(120_000 / IDLE_MS);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const seesChildren = IDLE_MS < REDUCER_MS;
const classes: Record<string, object> = {
  TCPServer: {},
  ThreadingTCPServer: { idleThreadTimeoutMs: null },
  // The spare children of ForkingTCPServer end after 10 s, and that is work.
  ...(seesChildren ? { ForkingTCPServer: {} } : {}),
  ThreadPoolTCPServer: { minWorkers: 2, maxWorkers: 2 },
  ProcessPoolTCPServer: { minWorkers: 2, maxWorkers: 2 },
};

/** A thread's name, state and number of context switches. A sleeping thread without a further switch has made no call. */
const activityOf = (task: string): string => {
  const status = readFileSync(`${task}/status`, 'utf8');
  const of = (name: string): string =>
    new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(status)?.[1] ?? '';
  const switches = Number(of('voluntary_ctxt_switches')) + Number(of('nonvoluntary_ctxt_switches'));
  return `${of('Name')} ${of('State')} ${switches}`;
};

/** The threads of a process; none if it has ended. A process that was forked for a request may end meanwhile. */
const threadsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
};

/** What the threads of some processes have done so far. */
const activity = (pids: number[]): Record<string, string> =>
  Object.fromEntries(
    pids.flatMap((pid) =>
      threadsOf(pid).map((tid) => {
        const task = `/proc/${pid}/task/${tid}`;
        return [task, activityOf(task)];
      }),
    ),
  );

const isAsleep = (threads: Record<string, string>): boolean =>
  Object.values(threads).every((thread) => thread.includes(' S '));

it(`B: idle servers of every strategy sleep for ${IDLE_MS} ms without waking up once`, async () => {
  const flags = ['--expose-gc', '--no-memory-reducer', fixture('idle-server.mjs')];
  const program = start(process.execPath, [...flags, JSON.stringify(classes)]);
  type Told = { finished: number[]; children: number[] };
  const { finished, children } = JSON.parse(await program.next()) as Told;
  expect(finished).toEqual(Object.keys(classes).map(() => 4));
  const pids = [program.pid, ...(seesChildren ? children : [])];
  let before = activity(pids);
  let after = before;
  for (let look = 0; look < MOST_LOOKS; look++) {
    before = activity(pids);
    await sleep(IDLE_MS);
    after = activity(pids);
    if (JSON.stringify(after) === JSON.stringify(before) && isAsleep(after)) break;
  }
  expect(after).toEqual(before);
  program.end();
  expect(await program.exited).toEqual([0, null]);
});
