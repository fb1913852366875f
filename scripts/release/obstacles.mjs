// What stands in the way of a release from this checkout. Nothing of it fails a test: the owner fills these things in once,
// and until then everything else works.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { missingAddons } from '../../packages/posix/scripts/prebuild/collected.mjs';
import { listPublishedPackages, root } from '../../tooling/src/workspace.mjs';
import { EMPTY_REPOSITORY, thisRepository } from './repository.mjs';
import { uncommitted } from './working-tree.mjs';

const pendingChangesets = () =>
  readdirSync(join(root, '.changeset')).filter(
    (file) => file.endsWith('.md') && file !== 'README.md',
  );

const unversioned = () =>
  listPublishedPackages()
    .filter(({ manifest }) => manifest.version === '0.0.0')
    .map(({ name }) => name);

/** A line for each thing that the owner has yet to do; an empty list if a release would be made. */
export const releaseObstacles = () => {
  const changesets = pendingChangesets().length;
  const without = unversioned();
  return [
    ...(thisRepository() === undefined ? [EMPTY_REPOSITORY] : []),
    ...(changesets > 0
      ? [`${changesets} changesets are no versions yet: pnpm release version`]
      : []),
    ...(without.length > 0 ? [`${without.join(', ')}: still version 0.0.0`] : []),
    ...uncommitted(root),
  ];
};

/** A line for the addons that have to be gathered before anything is published; an empty list if all are there. */
export const addonObstacles = () => {
  const missing = missingAddons(join(root, 'packages/posix/prebuilds'));
  return missing.length === 0
    ? []
    : [`packages/posix/prebuilds has no addon for ${missing.join(', ')}`];
};
