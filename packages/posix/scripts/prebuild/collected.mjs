// What a release has gathered from the machines that made it: an addon for every system, each what its folder says, and
// nothing else, because the whole folder is packed.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

import { problemsOf } from './problems.mjs';
import { released } from './targets.mjs';

const FILE = 'fdset.node';

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

/** The systems for which `folder` has no addon. */
export const missingAddons = (folder) =>
  released.filter((name) => !isFile(join(folder, name, FILE)));

/** What `folder` has besides the addons of the systems with these names. */
export const foreignIn = (folder, names) => {
  const own = new Set(names.flatMap((name) => [name, join(name, FILE)]));
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true }).filter((path) => !own.has(path))
    : [];
};

/** What is only foreign because its folder is, is not told of. */
const outermost = (paths) =>
  paths.filter((path) => !paths.some((other) => path.startsWith(`${other}${sep}`)));

/** What is wrong with the addons that were gathered in `folder`; an empty list if they may be released. */
export function collectedProblems(folder) {
  const missing = missingAddons(folder);
  const there = released.filter((name) => !missing.includes(name));
  const wrong = there
    .map((name) => [name, problemsOf(join(folder, name, FILE), name)])
    .filter(([, problems]) => problems.length > 0);
  return [
    ...(missing.length > 0 ? [`prebuilds/ has no addon for ${missing.join(', ')}`] : []),
    ...outermost(foreignIn(folder, released)).map(
      (path) => `prebuilds/${path} is of no released system`,
    ),
    ...wrong.map(([name, problems]) => `the addon for ${name} ${problems.join(', ')}`),
  ];
}
