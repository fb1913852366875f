// A lock file that was written for another platform: `npm ci` here has to give a package that works here, because the
// addons of all platforms are in the one tarball.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBinary } from '@fdset/tooling/node-versions';
import { CheckFailure } from '@fdset/tooling/run-command';

import { expectAnswer, writePrograms } from './flavours.mjs';
import { makeProject } from './managers.mjs';

const platforms = [
  { name: 'darwin arm64', options: ['--os=darwin', '--cpu=arm64'] },
  { name: 'linux arm64 musl', options: ['--os=linux', '--cpu=arm64', '--libc=musl'] },
  { name: 'win32 x64', options: ['--os=win32', '--cpu=x64'] },
];

async function cleanInstall(folder, { name, entries, manager, url }, options) {
  makeProject(folder, manager, url);
  await manager.run(folder, 'install', '--package-lock-only', ...options, name);
  const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  if (lock.packages[`node_modules/${name}`]?.integrity === undefined)
    throw new CheckFailure('the lock file has no such package');
  await manager.run(folder, 'ci');
  writePrograms(folder, name, entries);
  const node = await nodeBinary(manager.major);
  expectAnswer(await manager.runProgram(folder, node, ['esm.mjs']));
}

/** Tries the lock files of every platform with one version of npm. */
export async function useForeignLocks({ target, matrix, ...one }) {
  const { name, manager } = one;
  for (const platform of platforms) {
    const flavour = `npm ci, lock of ${platform.name}`;
    const at = { package: name, manager: manager.name, flavour, node: manager.major };
    const short = `${manager.range}-${name.split('/')[1]}-${platform.name.replaceAll(' ', '-')}`;
    await matrix.try(at, () => cleanInstall(join(target, short), one, platform.options));
  }
}
