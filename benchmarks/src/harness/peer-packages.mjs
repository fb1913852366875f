// The npm packages that are only peers. They are installed into benchmarks/peers at first use, with their own lockfile, so
// neither `npm install` nor the tests download them. No install script runs.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetUpError } from '@fdset/tooling/set-up-error';

import { runToEnd } from '../kit/child.mjs';

export const peersFolder = fileURLToPath(new URL('../../peers/', import.meta.url));
const modules = join(peersFolder, 'node_modules');
const stampPath = join(modules, '.fdset-stamp');

const wanted = () => readFileSync(join(peersFolder, 'package-lock.json'), 'utf8');

export const arePeersInstalled = () =>
  existsSync(stampPath) && readFileSync(stampPath, 'utf8') === wanted();

/** Installs the peers if they are not there. */
export const installPeers = async (signal) => {
  if (arePeersInstalled()) return;
  process.stderr.write('  installing the peers of the benchmarks (about 80 MB, once) ...\n');
  // `npm ci` would refuse this lockfile, because the binaries of some platforms were not published.
  const args = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  try {
    await runToEnd(['npm', ...args, '--prefix', peersFolder], { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new SetUpError(
      `The peers could not be installed (--no-install does without): ${error.message}`,
    );
  }
  writeFileSync(stampPath, wanted());
};

export const peerPath = (...parts) => join(modules, ...parts);
