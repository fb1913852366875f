// The work of `npm test`: it sets the checkout up, runs one vitest for all packages, and prints the sum.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { runEntry } from '../../tooling/src/entry.mjs';
import { say, seconds } from '../../tooling/src/say.mjs';
import { runChild } from '../../tooling/src/run-child.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';
import {
  listPackages,
  localBin,
  readJson,
  root,
  workspaceEnv,
} from '../../tooling/src/workspace.mjs';
import { setUp } from '../setup/set-up.mjs';
import { skippedLines } from '../test/skipped.mjs';
import { addUp, closingLine, collectResults, resultsPath } from './results.mjs';

const { packageManager } = readJson(join(root, 'package.json'));

const help = `Usage: npm test

Sets the checkout up, runs the tests of every package, and closes with \`N passed, N failed\`.

Afterwards some of them are run by
  npx vitest run NAME                                   the files whose path has NAME in it
  npx ${packageManager} --filter @fdset/selectors test  one package
`;

const vitestArgs = (runId) => [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${resultsPath(runId)}`,
];

// vitest colours its output even if it does not write to a terminal.
const colourEnv = () => (process.stdout.isTTY || process.env.FORCE_COLOR ? {} : { NO_COLOR: '1' });

const report = (totals, startedAt) => {
  for (const { name, problem } of totals.broken) say(`${name}: ${problem}`);
  say(`tests took ${seconds(Date.now() - startedAt)}`);
  const lines = [...skippedLines(totals.skipped), closingLine(totals)];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

const runTests = async (signal) => {
  await setUp(signal);
  const runId = randomUUID();
  const startedAt = Date.now();
  const { code } = await runChild(localBin('vitest'), vitestArgs(runId), {
    signal,
    cwd: root,
    env: workspaceEnv(colourEnv()),
  });
  const tested = listPackages().filter(({ manifest }) => manifest.scripts?.vitest);
  const totals = addUp(collectResults(tested, runId), code);
  report(totals, startedAt);
  return totals.failed === 0 ? 0 : 1;
};

/** Prints the help if it is asked for, and then returns true. The sum is one of all tests, so there is nothing to choose. */
const isHelpOnly = (args) => {
  if (args.length === 0) return false;
  if (args.some((arg) => arg !== '--help'))
    throw new SetUpError(`npm test takes no arguments: ${args.join(' ')}\n\n${help}`);
  process.stdout.write(help);
  return true;
};

export const testWorkspace = (args) =>
  runEntry(({ signal }) => (isHelpOnly(args) ? 0 : runTests(signal)));
