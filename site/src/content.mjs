// Writes what vitepress builds: the pages of the repository with their links rewritten, and the pictures that they show.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '@fdset/tooling/workspace';

import { pages } from './pages.mjs';
import { rewriteLinks } from './rewrite-links.mjs';

const COMMENT = /<!--[^]*?-->\n*/g;

/** Outside of code, vitepress would take these for its own. */
const withoutTemplates = (text) => text.replaceAll('{{', '&#123;&#123;');

const writeTo = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

export const writeContent = (folder) => {
  const usePicture = (path) =>
    cpSync(join(root, path), join(folder, 'public', 'files', path), { recursive: true });
  for (const [page, place] of pages) {
    const text = readFileSync(join(root, page), 'utf8').replaceAll(COMMENT, '');
    writeTo(join(folder, place), withoutTemplates(rewriteLinks(text, page, usePicture)));
  }
};
