// Where things are: the repository's root, its packages, what they have installed.
// What sets a checkout up takes paths from here, and imports this package by path instead of by name, because it runs
// before anything is installed.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const workspaceFolders = ['packages', 'apps'];
const workspacePackages = [
  'benchmarks',
  'docs',
  'examples',
  'reliability',
  'tooling',
  'scripts/test',
  'site',
];

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** `{ name, folder, manifest }` of every workspace package. */
export const listPackages = () =>
  workspaceFolders
    .filter((parent) => existsSync(join(root, parent)))
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)))
    .concat(workspacePackages.map((name) => join(root, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => {
      const manifest = readJson(join(folder, 'package.json'));
      return { name: manifest.name, folder, manifest };
    });

export const listPublishedPackages = () =>
  listPackages().filter(({ manifest }) => manifest.private !== true);

/** An environment in which turbo finds the workspace's own pnpm, and reports nothing to anyone. */
export const workspaceEnv = (extra = {}) => ({
  ...process.env,
  PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  DO_NOT_TRACK: '1',
  ...extra,
});

export const localBin = (name) => join(root, 'node_modules', '.bin', name);
