// A million operations on sockets and selectors in workers that come and go, with resets, reused numbers and passed
// descriptors. Nothing may crash or hang, every error must be typed, every event must belong to the registration that
// it names, and descriptors and memory must not grow from round to round.
import { fileURLToPath } from 'node:url';

import { chooseSeed } from './choose-seed.mjs';
import { runRounds } from './run-rounds.mjs';
import { slope } from './slope.mjs';

const program = fileURLToPath(new URL('chaos/main.mjs', import.meta.url));
const OPERATIONS = 1_000_000;
const QUICK_OPERATIONS = 20_000;
// The first rounds fill memory that is kept for reuse: stacks of threads and arenas of the allocator.
const WARM_UP_ROUNDS = 3;
const MOST_KIB_PER_ROUND = 1024;

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
  const seed = chooseSeed(wanted);
  log(`seed ${seed}`);
  const operations = quick ? QUICK_OPERATIONS : OPERATIONS;
  const result = await runRounds(program, [seed, operations], (round) => {
    const { workers, descriptors, rssKib } = round;
    log(
      `${round.operations} operations, ${workers} workers, ${descriptors} descriptors, RSS ${rssKib} KiB`,
    );
  });
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
