// vitepress finds dead links; this finds links of the built pages to headings, pictures and files that are not there.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const htmlFilesOf = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.html'))
    .map((name) => join(folder, name));

const valuesOf = (html, pattern) =>
  [...html.matchAll(pattern)].map(([, value]) => value.replaceAll('&amp;', '&'));

const idsIn = (html) => new Set(valuesOf(html, /\sid="([^"]*)"/g));

const fileOf = (folder, path) =>
  [path, `${path}.html`, join(path, 'index.html')]
    .map((name) => join(folder, name))
    .find((name) => existsSync(name) && statSync(name).isFile());

/** The links of all pages of `folder`, which is served at `root`, that lead nowhere. */
export const deadLinks = (folder, root = '/') => {
  const texts = new Map(htmlFilesOf(folder).map((path) => [path, readFileSync(path, 'utf8')]));
  const ids = new Map([...texts].map(([path, html]) => [path, idsIn(html)]));
  const isDead = (page, link) => {
    const [target, anchor] = link.split('#').map(decodeURIComponent);
    const base = target.startsWith(root)
      ? target.slice(root.length)
      : join(dirname(relative(folder, page)), target);
    const file = target === '' ? page : fileOf(folder, base);
    if (file === undefined) return true;
    return anchor !== undefined && anchor !== '' && ids.has(file) && !ids.get(file).has(anchor);
  };
  return [...texts].flatMap(([page, html]) =>
    valuesOf(html, /\s(?:href|src)="([^"]*)"/g)
      .filter((link) => !/^([a-z]+:|\/\/)/.test(link) && isDead(page, link))
      .map((link) => `${relative(folder, page)}: ${link}`),
  );
};
