// The site of vitepress: its search needs no service, and a link to a page that is not there fails the build.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

import { sidebarOf } from '../src/sidebar.mjs';

/** The anchors that GitHub gives headings, which the pages' own links and those of the API have. */
const slugify = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');

export default defineConfig({
  title: 'fdset',
  description: 'Real POSIX sockets, selectors and socket servers for Node',
  base: process.env.FDSET_SITE_BASE ?? '/',
  srcDir: 'content',
  outDir: 'dist',
  cleanUrls: true,
  markdown: { anchor: { slugify } },
  themeConfig: {
    nav: [
      { text: 'Guides', link: '/guides/' },
      { text: 'Models', link: '/models/' },
      { text: 'API', link: '/api/' },
      { text: '中文', link: '/zh' },
    ],
    sidebar: sidebarOf(fileURLToPath(new URL('../content', import.meta.url))),
    outline: [2, 3],
    search: { provider: 'local' },
  },
});
