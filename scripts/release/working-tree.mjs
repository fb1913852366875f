// Whether the files that a release is made of are those of a commit. A tag names a commit, so what is in none cannot be
// found again, and whoever builds from the tag gets something else.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const SHOWN = 3;

const git = (folder, ...args) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' });

/** The lines of `git status`, or `undefined` where git knows nothing of the folder. */
const changesIn = (folder) => {
  // Without one of its own the folder may be a part of another checkout, whose commits say nothing of it.
  if (!existsSync(join(folder, '.git'))) return undefined;
  const { status, stdout } = git(folder, 'status', '--porcelain', '--untracked-files=all');
  return status === 0 ? stdout.split('\n').filter(Boolean) : undefined;
};

/** What of a folder is in no commit; an empty list if everything is. */
export const uncommitted = (folder) => {
  const changes = changesIn(folder);
  if (changes === undefined)
    return ['git knows no commit of this folder: a release is made from a clone of the repository'];
  if (changes.length === 0) return [];
  const names = changes.slice(0, SHOWN).map((line) => line.slice(3));
  const rest = changes.length > SHOWN ? ', ...' : '';
  const files = changes.length === 1 ? '1 file is' : `${changes.length} files are`;
  return [`${files} not committed: ${names.join(', ')}${rest}`];
};
