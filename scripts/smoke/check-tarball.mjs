// Checks a tarball before it is installed: it must have no script that runs on install, no dependency outside the
// project, a licence, the files of the committed list, and no link that is dead there. The one with native code must have a prebuilt addon that an old glibc can load.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { readJson } from '../../tooling/src/workspace.mjs';
import { manifestProblems } from '../ci/package-checks.mjs';
import { sizeLine } from '../release/pack-release.mjs';
import { unpack } from '../release/stage-packages.mjs';
import { contentProblems, deadLinks, sizesOf } from '../release/tarball.mjs';
import { expect } from './expect.mjs';
import { platformName } from './platform-name.mjs';

const newestGlibc = [2, 28];
const newest = newestGlibc.join('.');

const checkContents = (folder, manifest) => {
  const problems = manifestProblems(manifest);
  expect(problems.length === 0, problems.join('; '));
  const ranges = Object.values(manifest.dependencies ?? {});
  expect(!ranges.some((range) => range.includes(':')), `depends on ${ranges.join(', ')}`);
  expect(existsSync(join(folder, 'LICENSE')), 'has no LICENSE');
};

const expectNone = (problems, remedy) =>
  expect(problems.length === 0, [...problems, remedy].join('\n'));

/** npm runs node-gyp by itself if the package's root has a binding.gyp, unless `gypfile` is false. */
const checkNoImplicitBuild = (folder, manifest) => {
  expect(!existsSync(join(folder, 'binding.gyp')), 'has a binding.gyp in its root');
  expect(manifest.gypfile === false, 'does not set gypfile to false');
};

const isTooNew = (version) => {
  const [major, minor] = version.split('.').map(Number);
  return major > newestGlibc[0] || (major === newestGlibc[0] && minor > newestGlibc[1]);
};

const checkAddon = async (checks, folder) => {
  const addon = join(folder, 'prebuilds', platformName(), 'fdset.node');
  expect(existsSync(addon), `has no prebuilds/${platformName()}/fdset.node`);
  if (!platformName().endsWith('-glibc')) return;
  const symbols = await checks.command('objdump', ['-T', addon]);
  const versions = [...symbols.matchAll(/GLIBC_([\d.]+)/g)].map((match) => match[1]);
  expect(versions.length > 0, 'objdump shows no glibc symbol at all');
  const tooNew = [...new Set(versions.filter(isTooNew))];
  expect(tooNew.length === 0, `binds GLIBC_${tooNew.join(', GLIBC_')}`);
};

/** Checks one tarball; the results count as named checks of `checks`. */
export const checkTarball = async (checks, { name, tarball }, target) => {
  const folder = await unpack(tarball, target, (...args) => checks.command(...args));
  const manifest = readJson(join(folder, 'package.json'));
  await checks.run(`tarball of ${name}: no install script, nothing foreign, a licence`, () =>
    checkContents(folder, manifest),
  );
  await checks.run(`tarball of ${name}: ${sizeLine(sizesOf(tarball, folder))}, all as listed`, () =>
    expectNone(contentProblems(name, folder), 'if that is meant: pnpm release pack --update'),
  );
  await checks.run(`tarball of ${name}: every link leads somewhere`, () =>
    expectNone(deadLinks(folder), 'they have neither an absolute target nor one in the tarball'),
  );
  if (!existsSync(join(folder, 'native'))) return;
  await checks.run(`tarball of ${name}: npm does not build it by itself`, () =>
    checkNoImplicitBuild(folder, manifest),
  );
  await checks.run(`tarball of ${name}: an addon with nothing above GLIBC_${newest}`, () =>
    checkAddon(checks, folder),
  );
};
