// Prepares a checkout for the demo and the tests: it checks the tools, installs the dependencies with pnpm and builds the
// packages with turbo. It may be interrupted at any point and started any number of times at once. turbo does not write
// again what is built already, so a demo or a test run can go on reading it.
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

// pnpm writes this file at the end of every install. If all manifests are older, everything is installed. pnpm itself
// takes seconds to find that out.
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

// npx runs pnpm, because an install may replace node_modules/.bin/pnpm.
const { packageManager } = readJson(join(root, 'package.json'));
const install = `npx --yes ${packageManager} install --frozen-lockfile --config.confirmModulesPurge=false`;
// `npm --silent start` would hand its silence on, and a failure would have no word.
delete process.env.npm_config_loglevel;
// Without --log-prefix turbo would leave out the names of the packages on GitHub.
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
 * Resolves when everything is installed and built. Rejects with a `SetUpError` if a step failed, and with the reason of
 * `signal` if that was aborted.
 */
export const setUp = (signal) =>
  withLock(
    (pid) => say(`waiting for the set-up of process ${pid} ...`),
    signal,
    () => setUpLocked(signal),
  );
