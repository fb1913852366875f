// Asks for what a build needs before anything is downloaded. A missing tool is answered with one
// line that says what to install; the check is skipped when there is nothing to build.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { HANG_MS } from '../../vitest.base.mjs';
import { SetUpError } from '../../tooling/src/set-up-error.mjs';

const program = `#include <stdio.h>
int main(void) { return puts("works") < 0; }
`;

const packageNames = {
  apt: { compiler: 'build-essential', make: 'make', python: 'python3' },
  dnf: { compiler: 'gcc', make: 'make', python: 'python3' },
  apk: { compiler: 'build-base', make: 'make', python: 'python3' },
  pacman: { compiler: 'gcc', make: 'make', python: 'python' },
  zypper: { compiler: 'gcc', make: 'make', python: 'python3' },
};

const installCommands = {
  apt: 'sudo apt-get install',
  dnf: 'sudo dnf install',
  apk: 'sudo apk add',
  pacman: 'sudo pacman -S',
  zypper: 'sudo zypper install',
};

const managerOfDistribution = [
  [/debian|ubuntu/, 'apt'],
  [/fedora|rhel|centos/, 'dnf'],
  [/alpine/, 'apk'],
  [/arch/, 'pacman'],
  [/suse/, 'zypper'],
];

const osRelease = () => {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
};

const packageManager = () => {
  const ids = [...osRelease().matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].map((match) => match[1]).join(' ');
  return managerOfDistribution.find(([pattern]) => pattern.test(ids))?.[1] ?? 'apt';
};

const howToInstall = (tool) => {
  if (process.platform === 'darwin') return 'xcode-select --install';
  const manager = packageManager();
  return `${installCommands[manager]} ${packageNames[manager][tool]}`;
};

const complain = (what, tool) => {
  throw new SetUpError(`${what}: install it with \`${howToInstall(tool)}\` and try again.`);
};

/** Compiles and runs nothing: linking a program proves the compiler, its headers and the linker. */
const canLink = (command) => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-preflight-'));
  const [name, ...args] = command.split(' ').filter(Boolean);
  const options = { input: program, timeout: HANG_MS };
  const target = ['-x', 'c', '-', '-o', join(folder, 'program')];
  const { status } = spawnSync(name, [...args, ...target], options);
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
};

const answers = (name, args) => spawnSync(name, args, { timeout: HANG_MS }).status === 0;

const hasPython = () => {
  const isRecent = ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))'];
  const names = [process.env.PYTHON, 'python3', 'python'].filter(Boolean);
  return names.some((name) => answers(name, isRecent));
};

export const checkPlatform = () => {
  if (process.platform === 'linux' || process.platform === 'darwin') return;
  throw new SetUpError(
    `fdset runs on Linux and macOS, and this is ${process.platform}: ` +
      'on Windows install WSL 2 (`wsl --install`) and start it there.',
  );
};

/** What node-gyp needs: a compiler, make, and Python, which it is driven by. */
export const checkToolchain = () => {
  const { CC: compiler = 'cc' } = process.env;
  if (!canLink(compiler)) complain(`no working C compiler (\`${compiler}\`)`, 'compiler');
  if (!answers(process.env.MAKE ?? 'make', ['--version'])) complain('no make', 'make');
  if (!hasPython()) complain('no Python 3.8 or newer, which node-gyp needs', 'python');
};
