// The pages of the repository, and the paths that they have on the site.
import { execFileSync } from 'node:child_process';
import { root } from '@fdset/tooling/workspace';

const LEFT_OUT = /^(\.changeset|site)\/|(^|\/)CHANGELOG\.md$|^\.github\//;

const places = [
  [/^README\.md$/, 'index.md'],
  [/^README\.zh-CN\.md$/, 'zh/index.md'],
  [/^CONTRIBUTING\.md$/, 'contributing.md'],
  [/^SECURITY\.md$/, 'security.md'],
  [/^packages\/([^/]+)\/README\.md$/, 'packages/$1.md'],
  [/^apps\/([^/]+)\/README\.md$/, '$1.md'],
  [/^docs\/(.+\/)?README\.md$/, '$1index.md'],
  [/^docs\/(.+)$/, '$1'],
  [/^([^/]+)\/README\.md$/, '$1.md'],
];

const placeOf = (path) => {
  const place = places.find(([pattern]) => pattern.test(path));
  return place === undefined ? path : path.replace(place[0], place[1]);
};

const tracked = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' });

/** The site's path of each page, by its path in the repository. */
export const pages = new Map(
  tracked
    .trim()
    .split('\n')
    .filter((path) => !LEFT_OUT.test(path))
    .map((path) => [path, placeOf(path)]),
);
