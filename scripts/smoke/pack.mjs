// Packs every published package, as for a release, into a folder outside the workspace.
import { join } from 'node:path';

import { listPublishedPackages, localBin, workspaceEnv } from '../../tooling/src/workspace.mjs';

const tarballName = ({ name, version }) =>
  `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;

const pack = async (checks, { name, folder, manifest }, target) => {
  const args = ['pack', '--pack-destination', target];
  await checks.command(localBin('pnpm'), args, { cwd: folder, env: workspaceEnv() });
  return { name, tarball: join(target, tarballName(manifest)) };
};

/** Resolves with `{ name, tarball }` of each published package. */
export const packAll = async (checks, target) => {
  const packed = [];
  for (const one of listPublishedPackages()) packed.push(await pack(checks, one, target));
  return packed;
};
