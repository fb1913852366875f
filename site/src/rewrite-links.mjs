// Links of a page as the site has them: to the site's pages and pictures, and to the repository for everything else.
// While the repository has no address, such a link is its text.
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readJson, root } from '@fdset/tooling/workspace';

import { pages } from './pages.mjs';

const FENCE = /(^ *```[^]*?^ *```$)/m;
// Inline code is matched too, since what is in it is no link; a link may have code in its label.
const LINK = /(!?)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)|`[^`\n]*`/g;

const { repository } = readJson(join(root, 'package.json'));
const address = (typeof repository === 'string' ? repository : (repository?.url ?? ''))
  .replace(/^git\+/, '')
  .replace(/\.git$/, '');

const isExternal = (target) => /^[a-z]+:/.test(target);

const sitePathOf = (path) => pages.get(path) ?? pages.get(posix.join(path, 'README.md'));

/** Rewrites one page, and calls `usePicture` with the repository's path of each picture. */
export const rewriteLinks = (text, page, usePicture) => {
  const rewritten = (link, mark, label, target) => {
    if (target === undefined || isExternal(target) || target.startsWith('#')) return link;
    const [file, anchor] = target.split('#');
    const path = posix.join(posix.dirname(page), file).replace(/\/$/, '');
    if (!existsSync(join(root, path))) throw new Error(`${page}: there is no ${target}`);
    const hash = anchor === undefined ? '' : `#${anchor}`;
    if (mark === '!') {
      usePicture(path);
      return `![${label}](/files/${path})`;
    }
    const place = sitePathOf(path);
    if (place !== undefined) return `[${label}](/${place}${hash})`;
    return address === '' ? label : `[${label}](${address}/blob/main/${path}${hash})`;
  };
  return text
    .split(FENCE)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(LINK, rewritten)))
    .join('');
};
