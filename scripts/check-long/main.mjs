// Checks that take too long for every run: `pnpm check:long [--quick]`. Writes the dated report.
// --quick is for trying this script: it runs each check a few times and writes no report.
import { writeFileSync } from 'node:fs';
import { distribution } from './distribution.mjs';
import { endProcess } from './end-process.mjs';
import { describeMachine } from './machine.mjs';
import { randomArguments } from './random-arguments.mjs';
import { terminateWorkers } from './terminate-workers.mjs';

const quick = process.argv.includes('--quick');
const report = new URL('../../docs/reliability/blocked-threads.md', import.meta.url);
const times = (count) => (quick ? Math.min(count, 3) : count);

const timed = [
  ['process.exit(), 4 blocked workers', 200, 300, () => endProcess('exit', 4)],
  ['process.exit(), 50 blocked workers', 5, 300, () => endProcess('exit', 50)],
  ['uncaught error, 4 blocked workers', 200, 300, () => endProcess('throw', 4)],
  ['uncaught error, 50 blocked workers', 5, 300, () => endProcess('throw', 50)],
  ['worker.terminate(), 1 blocked worker', 200, 150, () => terminateWorkers(1)],
  ['worker.terminate(), 4 at once', 200, 150, () => terminateWorkers(4)],
  ['worker.terminate(), 50 at once', 5, 150, () => terminateWorkers(50)],
];

async function runTimed([name, count, limitMs, run]) {
  const runs = [];
  for (let i = 0; i < times(count); i++) {
    runs.push(await run());
    if (process.stdout.isTTY) process.stdout.write(`\r${name}: ${i + 1} of ${times(count)}`);
  }
  const ended = runs.filter((ms) => ms !== null);
  const hung = runs.length - ended.length;
  const { min, median, max } = distribution(ended);
  const late = ended.filter((ms) => ms >= limitMs).length;
  process.stdout.write(
    `\r${name}: ${runs.length} runs, ${hung} hung, ${min} / ${median} / ${max}\n`,
  );
  const row = `| ${name} | ${runs.length} | ${hung} | ${min} | ${median} | ${max} | ${limitMs} ms | ${late} |`;
  // The limit is the median's: a machine that others use makes single runs late.
  return { row, failed: hung > 0 || Number.parseInt(median, 10) >= limitMs };
}

async function runSeeds() {
  const seeds = Array.from({ length: times(30) }, (_, i) => 1000 + i);
  const failures = [];
  for (const seed of seeds) {
    const failure = await randomArguments(seed);
    if (failure !== null) failures.push(failure);
  }
  console.log(`random arguments: ${seeds.length} seeds, ${failures.length} failed`);
  return { seeds: seeds.length, failures };
}

const results = [];
for (const check of timed) results.push(await runTimed(check));
const { seeds, failures } = await runSeeds();

const text = `# Blocked threads can always be ended

${describeMachine('pnpm check:long')}

From the decision to end (the call, the error) until the process or the last worker was gone. The workers are blocked in
eight ways: receiving with and without a time-out, accepting, sending to a full peer, epoll, poll, select, sleeping.

| what | runs | hung | min | median | max | limit | runs over it |
|---|---|---|---|---|---|---|---|
${results.map(({ row }) => row).join('\n')}

Random arguments at every exported function of \`@fdset/posix\`, 1,500 calls a seed: ${seeds} seeds, ${failures.length}
processes died or threw an untyped error.${failures.map((failure) => `\n\n- ${failure}`).join('')}
`;
if (!quick) writeFileSync(report, text);
process.exit(results.some(({ failed }) => failed) || failures.length > 0 ? 1 : 0);
