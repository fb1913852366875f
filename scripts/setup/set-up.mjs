// Brings a checkout to the state in which the demo and the tests can run: tools checked, dependencies installed by pnpm,
// packages built by turbo. May be interrupted at any point, and may run any number of times at once: what is built already
// turbo does not write again, which would pull it from under a demo or a test run that reads it.
import { appendFileSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { runChild } from '../../tooling/src/run-child.mjs';
import { say } from '../../tooling/src/say.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';
import { listPackages, readJson, root, workspaceEnv } from '../../tooling/src/workspace.mjs';
import { withLock } from './lock.mjs';
import { showStep } from './show-step.mjs';
import { checkToolchain } from './toolchain.mjs';

const logName = '.logs/set-up.log';
const log = join(root, logName);
const addon = join(root, 'packages/posix/native/build/Release/fdset.node');
const noNetwork =
  /\b(EAI_AGAIN|E(NOTFOUND|CONNREFUSED|CONNRESET|TIMEDOUT|NETUNREACH|HOSTUNREACH))\b/;

// pnpm ends every install by writing this file. What is older is installed; pnpm itself takes seconds to find that out.
const installedAt = join(root, 'node_modules/.pnpm-workspace-state-v1.json');

const isInstalled = () => {
  if (!existsSync(installedAt)) return false;
  const { mtimeMs } = statSync(installedAt);
  const inRoot = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  return listPackages()
    .map(({ folder }) => join(folder, 'package.json'))
    .concat(inRoot.map((name) => join(root, name)))
    .every((path) => statSync(path).ctimeMs < mtimeMs);
};

// npx, not node_modules/.bin/pnpm, which an install may replace.
const { packageManager } = readJson(join(root, 'package.json'));
const install = `npx --yes ${packageManager} install --frozen-lockfile --config.confirmModulesPurge=false`;
// On GitHub turbo would leave out the names of the packages.
const build = 'turbo run build --output-logs=new-only --log-order=stream --log-prefix=task';

const failure = (title, output) => {
  const where = `all of its output is in ${logName}`;
  const [code] = noNetwork.exec(output) ?? [];
  if (code) return `${title} needs the network, and failed with ${code}; ${where}`;
  const tail = output
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(-20);
  return [...tail.map((line) => `    ${line}`), `${title} failed; ${where}`].join('\n');
};

const runStep = (signal, title, command) =>
  showStep(title, async (show) => {
    const [name, ...args] = command.split(' ');
    let output = '';
    appendFileSync(log, `\n$ ${command}\n`);
    const onOutput = (chunk) => {
      appendFileSync(log, chunk);
      output += stripVTControlCharacters(String(chunk));
      show(chunk);
    };
    const options = { signal, onOutput, cwd: root, env: workspaceEnv() };
    const { code } = await runChild(name, args, options);
    if (code !== 0) throw new SetUpError(failure(title, output));
    return output.includes('>>> FULL TURBO') ? 'nothing changed, ' : '';
  });

const setUpLocked = async (signal) => {
  if (!existsSync(addon)) await checkToolchain(signal);
  say(`set-up (all of its output goes to ${logName})`);
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, '');
  if (!isInstalled()) await runStep(signal, 'installing dependencies', install);
  await runStep(signal, 'building', build);
};

/**
 * Resolves when everything is installed and built. Rejects with a `SetUpError` when a step failed, and with the reason of
 * `signal` when that was aborted.
 */
export const setUp = (signal) =>
  withLock(
    (pid) => say(`waiting for the set-up of process ${pid} ...`),
    signal,
    () => setUpLocked(signal),
  );
