// The sidebar: guides and models in the order of their index pages, the packages, and the API as typedoc wrote it.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const packages = ['posix', 'selectors', 'socket', 'socketserver', 'client'];
const reference = [
  'selectors',
  'server-events',
  'errors',
  'portability',
  'debugging',
  'load-generator',
  'performance',
  'parity',
  'cpython-map',
];
const inside = [
  'architecture',
  'glossary',
  'contributing',
  'releasing',
  'security',
  'demo',
  'benchmarks',
  'examples',
  'decisions/index',
  'reliability/index',
];

/** The pages of a folder, as links of the sidebar. */
class Links {
  #folder;

  constructor(folder) {
    this.#folder = folder;
  }

  to(path) {
    const title = /^# (.*)$/m.exec(this.#textOf(path))?.[1] ?? path;
    return {
      text: title.replaceAll(/^(Abstract )?Class: |[`\\]/g, ''),
      link: `/${path.replace(/(index)?\.md$/, '')}`,
    };
  }

  /** Those of the pages that there are. */
  toAll(names) {
    return names
      .map((name) => `${name}.md`)
      .filter((path) => existsSync(join(this.#folder, path)))
      .map((path) => this.to(path));
  }

  /** The pages of a folder that its index links, in that order. */
  linkedBy(folder) {
    const targets = this.#textOf(join(folder, 'index.md')).matchAll(/\]\(\/([^)#]+)\.md/g);
    const names = new Set(Array.from(targets, ([, name]) => name));
    return this.toAll([...names].filter((name) => name.startsWith(`${folder}/`)));
  }

  /** The modules of the API, each with its classes. */
  modules() {
    return readdirSync(join(this.#folder, 'api'), { recursive: true })
      .filter((name) => name.endsWith('/index.md'))
      .sort((a, b) => a.localeCompare(b))
      .map((name) => this.#module(join('api', name)));
  }

  #module(index) {
    const classes = join(index, '..', 'classes');
    const path = join(this.#folder, classes);
    const names = existsSync(path) ? readdirSync(path) : [];
    const items = names.map((name) => this.to(join(classes, name)));
    return Object.assign(this.to(index), { collapsed: true, items });
  }

  #textOf(path) {
    return readFileSync(join(this.#folder, path), 'utf8');
  }
}

/** The sidebar of the pages in `content`. */
export const sidebarOf = (content) => {
  const links = new Links(content);
  return [
    { text: 'Guides', items: links.linkedBy('guides') },
    { text: 'Packages', items: links.toAll(packages.map((name) => `packages/${name}`)) },
    { text: 'The models', items: links.linkedBy('models') },
    { text: 'Reference', items: links.toAll(reference) },
    { text: 'API', items: links.modules() },
    { text: 'Inside', collapsed: true, items: links.toAll(inside) },
  ];
};
