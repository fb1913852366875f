// Checks a tarball before it is installed: it must have no script that runs on install, no dependency outside the
// project, a licence, the files of the committed list, and no link that is dead there. The one with native code must have
// prebuilt addons that an old glibc can load.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { newestGlibc, problemsOf } from '../../packages/posix/scripts/prebuild/problems.mjs';
import { linuxTargets, ownTarget } from '../../packages/posix/scripts/prebuild/targets.mjs';
import { readJson } from '../../tooling/src/workspace.mjs';
import { manifestProblems } from '../ci/package-checks.mjs';
import { sizeLine } from '../release/pack-release.mjs';
import { unpack } from '../release/stage-packages.mjs';
import { contentProblems, deadLinks, sizesOf } from '../release/tarball.mjs';
import { expect } from './expect.mjs';

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

const addonIn = (folder, name) => join(folder, 'prebuilds', name, 'fdset.node');

const checkAddon = (folder, name) => {
  const problems = problemsOf(addonIn(folder, name), name);
  expect(problems.length === 0, problems.join('; '));
};

const notBuilt = (checks, target) => {
  const line = `not built here, for lack of its compiler: the addon for ${target}`;
  checks.add({ passed: 0, failed: 0, skippedLines: [line] });
};

/** What this machine cannot build is named; only a release must have it. */
const checkAddons = async (checks, name, folder) => {
  expect(existsSync(addonIn(folder, ownTarget())), `has no prebuilds/${ownTarget()}/fdset.node`);
  for (const { name: target } of linuxTargets) {
    if (existsSync(addonIn(folder, target)))
      await checks.run(
        `tarball of ${name}: ${target} needs nothing above GLIBC_${newestGlibc}`,
        () => checkAddon(folder, target),
      );
    else notBuilt(checks, target);
  }
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
  await checks.section(`addons of ${name}`, () => checkAddons(checks, name, folder));
};
