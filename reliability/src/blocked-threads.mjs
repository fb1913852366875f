// Ends threads and processes that are blocked in the kernel, many times, and measures how long each takes to end.
// Nothing else should run on the machine meanwhile.
import { distribution } from './distribution.mjs';
import { endProcess } from './end-process.mjs';
import { terminateWorkers } from './terminate-workers.mjs';

const QUICK_RUNS = 3;

const measurements = [
  ['process.exit(), 4 blocked workers', 200, 300, () => endProcess('exit', 4)],
  ['process.exit(), 50 blocked workers', 5, 300, () => endProcess('exit', 50)],
  ['uncaught error, 4 blocked workers', 200, 300, () => endProcess('throw', 4)],
  ['uncaught error, 50 blocked workers', 5, 300, () => endProcess('throw', 50)],
  ['worker.terminate(), 1 blocked worker', 200, 150, () => terminateWorkers(1)],
  ['worker.terminate(), 4 at once', 200, 150, () => terminateWorkers(4)],
  ['worker.terminate(), 50 at once', 5, 150, () => terminateWorkers(50)],
];

async function measure([what, count, limitMs, run], log) {
  const runs = [];
  for (let i = 0; i < count; i++) runs.push(await run());
  const ended = runs.filter((ms) => ms !== null);
  const row = {
    what,
    runs: runs.length,
    hung: runs.length - ended.length,
    ...distribution(ended),
    limitMs,
    overLimit: ended.filter((ms) => ms >= limitMs).length,
  };
  log(`${what}: ${row.runs} runs, ${row.hung} hung, median ${row.medianMs} ms`);
  return row;
}

/** Measures how long blocked threads take to end. */
export async function blockedThreads({ quick, log }) {
  const rows = [];
  for (const [what, count, limitMs, run] of measurements) {
    const times = quick ? Math.min(count, QUICK_RUNS) : count;
    rows.push(await measure([what, times, limitMs, run], log));
  }
  // The limit applies to the median, because single runs are late on a machine that others use.
  const passed = rows.every(({ hung, medianMs, limitMs }) => hung === 0 && medianMs < limitMs);
  return { passed, rows };
}
