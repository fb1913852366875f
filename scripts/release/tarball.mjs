// What is in a tarball: its files against the committed list, its size, and links that lead nowhere.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { released } from '../../packages/posix/scripts/prebuild/targets.mjs';
import { readJson } from '../../tooling/src/workspace.mjs';
import { linkTargets } from './pack-links.mjs';

export const contentsFile = fileURLToPath(new URL('tarball-contents.json', import.meta.url));

// The bundler puts a hash into the names of shared files. Hash and number of such files change with the sources.
const HASH = /-(?=[\w-]*[A-Z0-9])[\w-]{8}(?=\.(?:js|d\.ts))/;
const PREBUILD = new RegExp(String.raw`^prebuilds/(?:${released.join('|')})/`);
const CHANGELOG = 'CHANGELOG.md';

const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));

// A package gets its CHANGELOG with its first version. The list has it before, so that it is not forgotten then.
const comingFiles = (folder) =>
  readJson(join(folder, 'package.json')).version === '0.0.0' ? [CHANGELOG] : [];

/**
 * The files of an unpacked tarball, with `HASH` and `PLATFORM` for what differs from build to build, and with the
 * CHANGELOG that a package without a version does not have yet.
 */
export const contentsOf = (folder) =>
  [...filesIn(folder), ...comingFiles(folder)]
    .map((file) => file.replace(HASH, '-HASH').replace(PREBUILD, 'prebuilds/PLATFORM/'))
    .filter((file, index, all) => all.indexOf(file) === index)
    .toSorted();

const without = (files, others) => files.filter((file) => !others.includes(file));

/** How the files of an unpacked tarball differ from the committed list; an empty list if they do not. */
export const contentProblems = (name, folder) => {
  const expected = readJson(contentsFile)[name] ?? [];
  const found = contentsOf(folder);
  return [
    ...without(found, expected).map((file) => `has ${file}, which is not in the list`),
    ...without(expected, found).map((file) => `has no ${file}, which is in the list`),
  ];
};

const anchorsOf = (markdown) =>
  [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );

const leadsSomewhere = (folder, page, markdown, target) => {
  if (/^https?:\/\//.test(target)) return true;
  const [path, anchor] = target.split('#');
  if (path === '') return anchorsOf(markdown).includes(anchor);
  const file = posix.join(posix.dirname(page), path);
  return !file.startsWith('..') && existsSync(join(folder, file));
};

/** The links of an unpacked tarball's pages that are neither absolute nor lead to a file or heading in it. */
export const deadLinks = (folder) =>
  filesIn(folder)
    .filter((file) => file.endsWith('.md'))
    .flatMap((page) => {
      const markdown = readFileSync(join(folder, page), 'utf8');
      return linkTargets(markdown)
        .filter((target) => !leadsSomewhere(folder, page, markdown, target))
        .map((target) => `${page}: ${target}`);
    });

/** The sizes of a tarball and of what it unpacks to, in bytes, and its number of files. */
export const sizesOf = (tarball, folder) => {
  const files = filesIn(folder);
  const unpackedBytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  return { packedBytes: statSync(tarball).size, unpackedBytes, files: files.length };
};
