// What the site's build does with links: it rewrites those of a page, and finds those that lead nowhere.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

import { deadLinks } from '../../site/src/check-anchors.mjs';
import { pages } from '../../site/src/pages.mjs';
import { rewriteLinks } from '../../site/src/rewrite-links.mjs';
import { searchBoost } from '../../site/src/search-boost.mjs';

const builtSite = (files) => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-site-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, html] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), html);
  }
  return folder;
};

it('finds links to pages, headings and pictures that are not there', () => {
  const folder = builtSite({
    'index.html':
      '<a href="/guides/one#there"></a><a href="/guides/one#gone"></a><a href="/two"></a><img src="/a.png">',
    'guides/one.html':
      '<h2 id="there"></h2><a href="./../#top"></a><a href="https://example.com/x">',
  });
  expect(deadLinks(folder)).toEqual([
    'index.html: /guides/one#gone',
    'index.html: /two',
    'index.html: /a.png',
    'guides/one.html: ./../#top',
  ]);
});

it('finds them also where the site is in a folder of its server', () => {
  const folder = builtSite({ 'one.html': '<a href="/fdset/one"></a><a href="/fdset/two"></a>' });
  expect(deadLinks(folder, '/fdset/')).toEqual(['one.html: /fdset/two']);
});

it('ranks a name itself before what mentions it, help before reference, reports last', () => {
  const boostOf = (id, title = 'Errors') => searchBoost(id, 'settimeout', { title });
  const found = [
    boostOf('/fdset/guides/troubleshooting#to-look-closer'),
    boostOf('/fdset/guides/from-net'),
    boostOf('/fdset/api/@fdset/socket/classes/Socket#settimeout', 'settimeout()'),
    boostOf('/fdset/packages/socket'),
    boostOf('/fdset/api/@fdset/socket/classes/Socket#gettimeout', 'gettimeout()'),
    boostOf('/fdset/reliability/forks#memory'),
    boostOf('/fdset/api/@fdset/socket/classes/Socket#returns-3', 'Returns'),
  ];
  expect(found).toEqual(found.toSorted((a, b) => b - a));
});

const rewritten = (text, page = 'docs/guides/README.md') => {
  const pictures = [];
  return { text: rewriteLinks(text, page, (path) => pictures.push(path)), pictures };
};

it('rewrites links to pages, folders with a README, and pictures', () => {
  expect(rewritten('[a](../errors.md#misuse) [`b`](../../packages/posix) [c](#here)').text).toBe(
    '[a](/errors.md#misuse) [`b`](/packages/posix.md) [c](#here)',
  );
  expect(rewritten('![d](plots/blocking-rate.svg)', 'docs/models/blocking.md')).toEqual({
    text: '![d](/files/docs/models/plots/blocking-rate.svg)',
    pictures: ['docs/models/plots/blocking-rate.svg'],
  });
});

it('leaves code as it is, and refuses a link to a file that is not there', () => {
  const code = '`[a](b)`\n\n```js\nconst c = [d](e);\n```\n';
  expect(rewritten(code).text).toBe(code);
  expect(() => rewritten('[a](gone.md)')).toThrow('docs/guides/README.md: there is no gone.md');
});

it('has a page for each README of a package, and no two pages at one place', () => {
  expect(pages.get('packages/socket/README.md')).toBe('packages/socket.md');
  expect(new Set(pages.values()).size).toBe(pages.size);
});
