// Brings a checkout to the state in which the demo and the tests can run: tools checked,
// dependencies installed, packages built. Does nothing when nothing changed, may be interrupted at
// any point, and may run any number of times at once (see lock.mjs and stamp.mjs).
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { say, seconds, showStep } from '../../tooling/src/progress.mjs';
import { runChild } from '../../tooling/src/run-child.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';
import {
  localBin,
  logsFolder,
  pinnedPnpm,
  root,
  workspaceEnv,
} from '../../tooling/src/workspace.mjs';
import { withLock } from './lock.mjs';
import { openLog } from './log-file.mjs';
import { checkPlatform, checkToolchain } from './preflight.mjs';
import {
  buildInputs,
  buildOutputs,
  installInputs,
  readStamp,
  removeStamp,
  writeStamp,
} from './stamp.mjs';

const isInstalled = (stamp) =>
  stamp.install === installInputs() && existsSync(join(root, 'node_modules', '.modules.yaml'));

const isBuilt = (stamp) => stamp.build === buildInputs() && stamp.outputs === buildOutputs();

/** Runs a command whose output goes to the log, and turns its failure into one message. */
const runLogged = async (log, signal, show, command, args, env) => {
  log.write(`\n$ ${[command, ...args].join(' ')}\n`);
  const onOutput = (chunk) => {
    log.write(chunk);
    show(chunk);
  };
  const result = await runChild(command, args, { signal, onOutput, cwd: root, env });
  if (result.code !== 0) throw stepFailure(log, result);
};

const stepFailure = (log, { code, signal }) => {
  const tail = log.tail(20).map((line) => `    ${line}\n`);
  const ending = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  return new SetUpError(`${tail.join('')}set-up ${ending}; all of its output is in ${log.name}`);
};

// npx, not node_modules/.bin/pnpm: an install may replace the very pnpm that it runs.
const install = (log, signal) =>
  showStep('installing dependencies', (show) => {
    const args = ['--yes', pinnedPnpm(), 'install', '--config.confirmModulesPurge=false'];
    return runLogged(log, signal, show, 'npx', args, process.env);
  });

const build = (log, signal) =>
  showStep('building', (show) => {
    const args = ['run', 'build', '--output-logs=new-only'];
    return runLogged(log, signal, show, localBin('turbo'), args, workspaceEnv());
  });

// The stamp names only what is finished: an interrupted step is done again by the next set-up.
const bringUpToDate = async (log, stamp, signal) => {
  if (!isInstalled(stamp)) {
    removeStamp();
    await install(log, signal);
  }
  const installed = { install: installInputs() };
  writeStamp(installed);
  const inputs = buildInputs();
  await build(log, signal);
  writeStamp({ ...installed, build: inputs, outputs: buildOutputs() });
};

const setUpLocked = async (signal) => {
  const startedAt = Date.now();
  const stamp = readStamp();
  if (isInstalled(stamp) && isBuilt(stamp)) {
    say(`set-up: nothing changed (${seconds(Date.now() - startedAt)})`);
    return;
  }
  checkToolchain();
  const log = openLog(join(logsFolder, 'set-up.log'));
  say(`set-up (all of its output goes to ${log.name})`);
  try {
    await bringUpToDate(log, stamp, signal);
  } finally {
    log.close();
  }
};

/**
 * Resolves when everything is installed and built. Rejects with a `SetUpError` when a step failed,
 * and with the reason of `signal` when that was aborted.
 */
export const setUp = async (signal) => {
  checkPlatform();
  const onWait = (pid) => say(`waiting for the set-up of process ${pid} ...`);
  await withLock(root, { onWait, signal }, () => setUpLocked(signal));
};
