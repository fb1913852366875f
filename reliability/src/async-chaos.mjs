// A million operations of AsyncSockets over each driver, with aborts, time limits, resets and closes at any moment. Every promise must
// settle, as its limits and its connection allow; what arrives is what was sent; descriptors and memory must not grow.
import { fileURLToPath } from 'node:url';

import { chooseSeed } from './choose-seed.mjs';
import { runRounds } from './run-rounds.mjs';

/** The program of the chaos over one driver: `node --expose-gc PROGRAM SEED OPERATIONS DRIVER`. */
export const program = fileURLToPath(new URL('async-chaos/main.mjs', import.meta.url));
export const DRIVERS = ['selector', 'watch', 'uring'];
const OPERATIONS = 1_000_000;
const QUICK_OPERATIONS = 20_000;
// The first rounds fill memory that is kept for reuse.
const WARM_UP_ROUNDS = 4;
// What is in use is exact; the resident memory of a process varies by several MiB from round to round.
const MOST_GROWTH_KIB = 16_384;
const MOST_USED_GROWTH_KIB = 1024;

// Buffers that are freed go back to the system at once, and the space of young objects does not grow, so that the resident memory
// shows what is in use.
const FLAGS = ['--max-semi-space-size=4'];
const ALLOCATOR = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '65536',
};

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** By how much a figure of the second half of the rounds is above that of the first half. */
function growthOf(rounds, what) {
  const series = rounds.slice(WARM_UP_ROUNDS).map((round) => round[what]);
  const half = series.length >> 1;
  return half === 0 ? 0 : Math.round(mean(series.slice(-half)) - mean(series.slice(0, half)));
}

const sumOf = (rounds, what) => {
  const sum = {};
  for (const round of rounds)
    for (const [name, count] of Object.entries(round[what])) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};

function problemsOf({ rounds, problem }, { growthKib, usedGrowthKib }) {
  const left = rounds.flatMap(({ round, left: files }) =>
    files.map((file) => `after round ${round}: ${file} is open`),
  );
  const grown = growthKib > MOST_GROWTH_KIB ? [`RSS has grown by ${growthKib} KiB`] : [];
  const used =
    usedGrowthKib > MOST_USED_GROWTH_KIB
      ? [`the used memory has grown by ${usedGrowthKib} KiB`]
      : [];
  return [...(problem === null ? [] : [problem]), ...left, ...grown, ...used];
}

function logRound(log, driver, round) {
  const { operations, descriptors, rssKib, usedKib } = round;
  log(
    `${driver}: ${operations} operations, ${descriptors} descriptors, RSS ${rssKib} KiB, used ${usedKib} KiB`,
  );
}

async function runDriver(driver, { seed, operations, isMeasured, log }) {
  const args = [seed, operations, driver];
  const options = { flags: FLAGS, env: { ...process.env, ...ALLOCATOR } };
  const result = await runRounds(program, args, (round) => logRound(log, driver, round), options);
  const { rounds } = result;
  const growth = {
    growthKib: isMeasured ? growthOf(rounds, 'rssKib') : 0,
    usedGrowthKib: isMeasured ? growthOf(rounds, 'usedKib') : 0,
  };
  const last = rounds.at(-1);
  return {
    driver,
    operations: last?.operations ?? 0,
    bytes: rounds.reduce((sum, { bytes }) => sum + bytes, 0),
    outcomes: sumOf(rounds, 'outcomes'),
    descriptors: last?.descriptors ?? 0,
    rssKib: last?.rssKib ?? 0,
    ...growth,
    failures: problemsOf(result, growth).map((problem) => `${driver}: ${problem}`),
  };
}

/** Runs the chaos over each driver. */
export async function asyncChaos({ quick, log, seed: wanted }) {
  const seed = chooseSeed(wanted);
  log(`seed ${seed}`);
  const drivers = [];
  const operations = quick ? QUICK_OPERATIONS : OPERATIONS;
  for (const driver of DRIVERS)
    drivers.push(await runDriver(driver, { seed, operations, isMeasured: !quick, log }));
  const failures = drivers.flatMap((one) => one.failures);
  for (const failure of failures) log(failure);
  return {
    passed: failures.length === 0,
    seed,
    warmUpRounds: WARM_UP_ROUNDS,
    mostGrowthKib: MOST_GROWTH_KIB,
    mostUsedGrowthKib: MOST_USED_GROWTH_KIB,
    failures,
    drivers,
  };
}
