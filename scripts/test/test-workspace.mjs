// The work of `npm test`: set-up, then vitest in every package through turbo, then the sum.
// Two packages at a time: they wait more than they compute, and the last file of one must not be alone on the machine.
// No test goes by the clock, so that none minds the other.
import { randomUUID } from 'node:crypto';

import { runEntry } from '../setup/entry.mjs';
import { say, seconds } from '../setup/progress.mjs';
import { runChild } from '../setup/run-child.mjs';
import { setUp } from '../setup/set-up.mjs';
import { listPackages, localBin, root, workspaceEnv } from '../setup/workspace.mjs';
import { findPython } from './find-python.mjs';
import { addUp, closingLine, collectResults, resultsPath } from './results.mjs';
import { skippedLines } from './skipped.mjs';

// --only leaves the builds alone, which set-up has just finished: see stamp.mjs.
const turboArgs = ['run', 'vitest', '--only', '--continue', '--concurrency=2'];
const logArgs = ['--log-order=stream', '--log-prefix=none'];

const reporterArgs = (runId) => [
  '--',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${resultsPath(runId)}`,
];

// vitest colours its output whatever it writes to.
const colourEnv = () => (process.stdout.isTTY || process.env.FORCE_COLOR ? {} : { NO_COLOR: '1' });

// Asked once here, and not again by each package.
const pythonEnv = () => {
  const python = findPython();
  return python === undefined ? {} : { PYTHON: python };
};

const report = (totals, startedAt) => {
  for (const { name, problem } of totals.broken) say(`${name}: ${problem}`);
  say(`tests took ${seconds(Date.now() - startedAt)}`);
  const lines = [...skippedLines(totals.skipped), closingLine(totals)];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

export const testWorkspace = () =>
  runEntry(async ({ signal }) => {
    await setUp(signal);
    const runId = randomUUID();
    const startedAt = Date.now();
    const args = [...turboArgs, ...logArgs, ...reporterArgs(runId)];
    const { code } = await runChild(localBin('turbo'), args, {
      signal,
      cwd: root,
      env: workspaceEnv({ ...colourEnv(), ...pythonEnv() }),
    });
    const tested = listPackages().filter(({ manifest }) => manifest.scripts?.vitest);
    const totals = addUp(collectResults(tested, runId), code);
    report(totals, startedAt);
    return totals.failed === 0 ? 0 : 1;
  });
