// Where `pack` puts the tarballs. Its user names the folder, which may have other things in it: nothing is removed but the
// tarballs of an earlier pack.
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { SetUpError } from '../../tooling/src/set-up-error.mjs';
import { root } from '../../tooling/src/workspace.mjs';

const TARBALL = /^fdset-[a-z]+-\d+\.\d+\.\d+[\w.-]*\.tgz$/;

/**
 * Makes the folder that the option `--out` names, if need be, and returns its path.
 *
 * @throws SetUpError if it is empty, or names what is no folder.
 */
export const outFolder = (out) => {
  if (out.trim() === '') throw new SetUpError('--out is empty, and has to name a folder');
  const folder = resolve(root, out);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SetUpError(`--out has to name a folder: ${error.message}`);
  }
  return folder;
};

const removeTarballs = (folder) => {
  const entries = readdirSync(folder, { withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile() && TARBALL.test(one.name)))
    rmSync(join(folder, entry.name));
};

/** Puts tarballs into a folder, in place of those of an earlier pack. */
export const placeTarballs = (tarballs, folder) => {
  removeTarballs(folder);
  for (const tarball of tarballs) cpSync(tarball, join(folder, basename(tarball)));
};
