// What the registry says of each package. A control shows that it would say so if a package built something on install,
// and that the strict package managers would object.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckFailure } from '@fdset/tooling/run-command';

import { SKIPPED_BUILDS } from './consumers.mjs';
import { makeProject } from './managers.mjs';
import { documentOf } from './registry.mjs';

export const CONTROL = 'control-that-builds';

/** The problems of what the registry has of a version; an empty list if there are none. */
export async function documentProblems(url, { name, version, integrity, repository }) {
  const full = (await documentOf(url, name)).versions[version];
  const brief = (await documentOf(url, name, { abbreviated: true })).versions[version];
  if (full === undefined || brief === undefined) return [`the registry has no ${version}`];
  const says = (condition, problem) => (condition ? [problem] : []);
  return [
    // A field that is false, as `gypfile` is to be in the manifest of posix, says that there is nothing to build.
    ...says(brief.hasInstallScript || full.hasInstallScript, 'hasInstallScript'),
    ...says(brief.gypfile || full.gypfile, 'gypfile'),
    ...says(
      full.scripts !== undefined,
      `has scripts: ${Object.keys(full.scripts ?? {}).join(', ')}`,
    ),
    ...says(brief.dist.integrity !== integrity, 'is another tarball than the one that was packed'),
    ...says(!full.repository?.url.includes(repository), `repository: ${full.repository?.url}`),
    ...says(!full.bugs?.url.includes(repository), `bugs: ${full.bugs?.url}`),
    ...says(!full.homepage?.includes(repository), `homepage: ${full.homepage}`),
    ...says(full.license !== 'MIT', `license: ${full.license}`),
  ];
}

/** Publishes the control, and rejects unless the registry says that it has an install script. */
export async function publishControl(target, checkout, url) {
  const folder = join(target, CONTROL);
  mkdirSync(folder, { recursive: true });
  const manifest = { name: CONTROL, version: '1.0.0', scripts: { install: 'node -e 1' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await checkout.run('npm', 'publish', folder, '--registry', url);
  const { versions } = await documentOf(url, CONTROL, { abbreviated: true });
  if (versions['1.0.0'].hasInstallScript !== true)
    throw new CheckFailure('the registry does not tell install scripts');
}

/** What the package manager says when it is to install the control: with this, silence about ours means something. */
export async function objectsToControl(manager, url, target) {
  const folder = join(target, `${CONTROL}-${manager.name.replaceAll(/\W+/g, '-')}`);
  makeProject(folder, manager, url);
  try {
    return SKIPPED_BUILDS.test(await manager.run(folder, manager.add, CONTROL));
  } catch (error) {
    if (error instanceof CheckFailure && SKIPPED_BUILDS.test(error.output)) return true;
    throw error;
  }
}
