// The programs that run the peers: Node, Bun and Python, with their versions.
import { spawnSync } from 'node:child_process';
import { arch } from 'node:os';
import { HANG_MS } from '@fdset/tooling/hang-limit';
import { SetUpError } from '@fdset/tooling/set-up-error';

import { peerPath } from './peer-packages.mjs';

const answer = (command, ...args) => {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', timeout: HANG_MS });
  return status === 0 ? stdout.trim() : null;
};

const runtime = (path, ...args) => {
  const version = answer(path, ...args);
  return version === null ? null : { path, version };
};

const firstOf = (paths, ...args) =>
  paths.map((path) => runtime(path, ...args)).find((one) => one !== null) ?? null;

const numbersOnly = 'process.stdout.write(process.versions.node)';

/** The Node at a path. Throws if there is no Node that runs. */
export const nodeAt = (path) => {
  const found = runtime(path, '-e', numbersOnly);
  if (found === null) throw new SetUpError(`${path} is no Node that runs here.`);
  return found;
};

/** The Node that runs this program. */
export const ownNode = () => ({ path: process.execPath, version: process.versions.node });

/** The Node 24 of the peers, for which the targets are stated. Null if it does not run. */
export const node24 = () => runtime(peerPath('node-24', 'bin', 'node'), '-e', numbersOnly);

// The package's install script would only move the binary into place, so it is not run.
export const bun = () =>
  firstOf(
    [peerPath('@oven', `bun-linux-${arch() === 'arm64' ? 'aarch64' : arch()}`, 'bin', 'bun')],
    '--version',
  );

/** The interpreter itself, because `python3` may be a shim that starts a shell first. */
export const python = () => {
  const program = 'import sys; print(sys.executable)';
  const path = answer(process.env.PYTHON ?? 'python3', '-c', program);
  const version = 'import platform; print(platform.python_version())';
  return path === null ? null : runtime(path, '-c', version);
};

export const compilerVersion = () =>
  answer(process.env.CC ?? 'cc', '--version')?.split('\n')[0] ?? 'unknown';
