// The site of vitepress: its search needs no service, and a link to a page that is not there fails the build.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

import { searchBoost } from '../src/search-boost.mjs';
import { sidebarOf } from '../src/sidebar.mjs';

/** The anchors that GitHub gives headings, which the pages' own links and those of the API have. */
const slugify = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

/** vitepress makes an index for each language. That of the Chinese page would have this page only: its search is that of all pages. */
const oneSearchIndex = {
  name: 'one-search-index',
  enforce: 'pre',
  resolveId: (id) => (id === '@localSearchIndexzh' ? '/@localSearchIndexroot' : undefined),
};

export default defineConfig({
  title: 'fdset',
  description: 'Real POSIX sockets, selectors and socket servers for Node',
  base: process.env.FDSET_SITE_BASE ?? '/',
  srcDir: 'content',
  outDir: 'dist',
  cleanUrls: true,
  locales: {
    root: { label: 'English', lang: 'en' },
    zh: { label: '中文', lang: 'zh-CN', link: '/zh/' },
  },
  vite: { plugins: [oneSearchIndex] },
  markdown: { anchor: { slugify } },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/guides/' },
      { text: 'Models', link: '/models/' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: sidebarOf(fileURLToPath(new URL('../content', import.meta.url))),
    outline: [2, 3],
    // One page is translated, so the menu of languages leads there instead of to the translation of the page that is shown.
    i18nRouting: false,
    search: {
      provider: 'local',
      options: { miniSearch: { searchOptions: { boostDocument: searchBoost } } },
    },
  },
});
