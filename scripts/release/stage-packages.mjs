// Makes the tarballs that are published. pnpm packs a package, which resolves `workspace:` ranges; then its pages get
// links that work outside of the repository, and its manifest the repository and nothing that only this workspace needs.
// npm packs the result, the same bytes for the same contents.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';

import { runCommand } from '../../tooling/src/run-command.mjs';
import {
  listPublishedPackages,
  localBin,
  readJson,
  root,
  workspaceEnv,
} from '../../tooling/src/workspace.mjs';
import { packLinks } from './pack-links.mjs';
import { repositoryFields, thisRepository } from './repository.mjs';

const tarballName = ({ name, version }) =>
  `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;

const directoryOf = (folder) => relative(root, folder);

/** Unpacks a tarball into a folder of its own in `target`. Resolves with the folder. */
export const unpack = async (tarball, target, run = runCommand) => {
  const folder = mkdtempSync(join(target, 'unpacked-'));
  await run('tar', ['-xzf', tarball, '-C', folder]);
  return join(folder, 'package');
};

const ofThisWorkspace = new Set(['scripts', 'devDependencies']);

// pnpm resolves `workspace:` ranges side by side, and writes them in the order in which it is done with them.
const sorted = (dependencies = {}) =>
  Object.fromEntries(Object.entries(dependencies).toSorted(([a], [b]) => a.localeCompare(b)));

const publishedManifest = (manifest, directory, repository) => {
  const entries = Object.entries(manifest).filter(([key]) => !ofThisWorkspace.has(key));
  const published = { ...Object.fromEntries(entries), ...repositoryFields(repository, directory) };
  if ('dependencies' in published) published.dependencies = sorted(manifest.dependencies);
  return published;
};

const PAGES = ['README.md', 'CHANGELOG.md'];

const publishedPage = (folder, page, manifest, { directory, repository }) => {
  const siblings = listPublishedPackages().map((one) => [directoryOf(one.folder), one.name]);
  return packLinks(readFileSync(join(folder, page), 'utf8'), {
    directory,
    siblings,
    isPacked: (path) => existsSync(join(folder, path)),
    repository,
    tag: `${manifest.name}@${manifest.version}`,
  });
};

const rewrite = (folder, directory, repository) => {
  const manifest = readJson(join(folder, 'package.json'));
  for (const page of PAGES.filter((name) => existsSync(join(folder, name)))) {
    const text = publishedPage(folder, page, manifest, { directory, repository });
    writeFileSync(join(folder, page), text);
  }
  const published = publishedManifest(manifest, directory, repository);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
};

const stageIn = async (work, { folder, manifest }, { run, env, repository }) => {
  const fileName = tarballName(manifest);
  await run(localBin('pnpm'), ['pack', '--pack-destination', work], { cwd: folder, env });
  const packed = await unpack(join(work, fileName), work, run);
  rewrite(packed, directoryOf(folder), repository);
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', work], { cwd: packed });
  return join(work, fileName);
};

const stage = async (one, target, tools) => {
  const { name, manifest } = one;
  const work = mkdtempSync(join(target, 'staging-'));
  try {
    const tarball = join(target, tarballName(manifest));
    cpSync(await stageIn(work, one, tools), tarball);
    return { name, version: manifest.version, tarball };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

const dependencyCount = ({ manifest }) => Object.keys(manifest.dependencies ?? {}).length;

/**
 * Makes the tarballs in the temporary folder `target`.
 * Resolves with `{ name, version, tarball }` of each published package, those first that others need.
 * `run` is `runCommand` or one that can be interrupted, `env` what the packing is told in addition.
 */
export const stagePackages = async (target, { run = runCommand, env = {} } = {}) => {
  mkdirSync(target, { recursive: true });
  const tools = { run, env: workspaceEnv(env), repository: thisRepository() };
  const staged = [];
  const packages = listPublishedPackages();
  for (const one of packages.toSorted((a, b) => dependencyCount(a) - dependencyCount(b)))
    staged.push(await stage(one, target, tools));
  return staged;
};
