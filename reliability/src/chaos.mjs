// A million operations on sockets and selectors in workers that come and go, with resets, reused numbers and passed
// descriptors. Nothing may crash or hang, every error must be typed, every event must belong to the registration that
// it names, and descriptors and memory must not grow from round to round.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { slope } from './slope.mjs';

const program = fileURLToPath(new URL('chaos/main.mjs', import.meta.url));
const OPERATIONS = 1_000_000;
const QUICK_OPERATIONS = 20_000;
// The first rounds fill memory that is kept for reuse: stacks of threads and arenas of the allocator.
const WARM_UP_ROUNDS = 3;
const MOST_KIB_PER_ROUND = 1024;

async function run(seed, operations, log) {
  const child = spawn(
    process.execPath,
    ['--expose-gc', program, String(seed), String(operations)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let errors = '';
  child.stderr.on('data', (data) => (errors += data));
  const ended = once(child, 'close');
  const rounds = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const round = JSON.parse(line);
    rounds.push(round);
    const { operations: done, workers, descriptors, rssKib } = round;
    log(`${done} operations, ${workers} workers, ${descriptors} descriptors, RSS ${rssKib} KiB`);
  }
  const [code, signal] = await ended;
  return {
    rounds,
    problem: code === 0 ? null : `the process ended with ${signal ?? code}: ${errors}`,
  };
}

function problemsOf({ rounds, problem }, growthKib) {
  const left = rounds.flatMap(({ round, left: files }) =>
    files.map((file) => `after round ${round}: ${file} is open`),
  );
  const grown =
    growthKib > MOST_KIB_PER_ROUND ? [`RSS grows by ${Math.round(growthKib)} KiB a round`] : [];
  return [...(problem === null ? [] : [problem]), ...left, ...grown];
}

/** Runs the chaos. A seed repeats the operations of each worker, but not how the threads interleave. */
export async function chaos({ quick, log, seed: wanted }) {
  const seed = wanted === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(wanted);
  log(`seed ${seed}`);
  const result = await run(seed, quick ? QUICK_OPERATIONS : OPERATIONS, log);
  const series = result.rounds.slice(WARM_UP_ROUNDS).map(({ rssKib }) => rssKib);
  const growthKib = series.length > 1 && !quick ? slope(series) : 0;
  const failures = problemsOf(result, growthKib);
  for (const failure of failures) log(failure);
  return {
    passed: failures.length === 0,
    seed,
    warmUpRounds: WARM_UP_ROUNDS,
    growthKibPerRound: Math.round(growthKib),
    mostKibPerRound: MOST_KIB_PER_ROUND,
    failures,
    rounds: result.rounds,
  };
}
