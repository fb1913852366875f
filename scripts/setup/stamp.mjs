// Tells whether dependencies and builds are up to date, so that a set-up with nothing to do takes
// milliseconds and, above all, writes nothing: a turbo cache hit rewrites `dist` in place, under the
// feet of a demo or test run that is reading it.
// Inputs are compared by content. Outputs are compared by size and time, which notices a build
// that was made (or removed) by hand. The stamp lies in node_modules and goes away with it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { listPackages, readJson, root } from '../../tooling/src/workspace.mjs';

const stampPath = join(root, 'node_modules', '.cache', 'fdset', 'set-up.json');

const notInputs = new Set(['node_modules', 'dist', 'build', 'prebuilds', 'test', 'coverage']);

const buildEnv = ['CC', 'CFLAGS', 'LDFLAGS', 'LINK'];

const isMissing = (error) => error.code === 'ENOENT' || error.code === 'ENOTDIR';

const entriesOf = (folder) => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

/** Every file below `folder` whose folders satisfy `enter`, in a stable order. */
const filesBelow = (folder, enter) =>
  entriesOf(folder)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return [path];
      return enter(entry.name) ? filesBelow(path, enter) : [];
    });

const contentOf = (path) => {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
};

const digest = (parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
};

const contentDigest = (paths, extra) =>
  digest([...paths.flatMap((path) => [relative(root, path), contentOf(path)]), ...extra]);

/** What decides about node_modules. The platform is part of it: a checkout can be shared. */
export const installInputs = () => {
  const manifests = listPackages().map(({ folder }) => join(folder, 'package.json'));
  const paths = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'];
  return contentDigest(
    [...paths.map((name) => join(root, name)), ...manifests],
    [process.platform, process.arch],
  );
};

/** What decides about the built files; wider than turbo's own list, which then has the last word. */
export const buildInputs = () => {
  const paths = ['turbo.json', 'tsconfig.base.json', 'tsup.base.mjs'].map((name) =>
    join(root, name),
  );
  const enter = (name) => !notInputs.has(name) && !name.startsWith('.');
  const built = listPackages().filter(({ manifest }) => manifest.scripts?.build !== undefined);
  const sources = built.flatMap(({ folder }) => filesBelow(folder, enter));
  const env = buildEnv.map((name) => `${name}=${process.env[name] ?? ''}`);
  return contentDigest([...paths, ...sources], [installInputs(), ...env]);
};

const outputsOf = (folder) => [
  ...filesBelow(join(folder, 'dist'), () => true),
  ...filesBelow(join(folder, 'native', 'build', 'Release'), () => false).filter((path) =>
    path.endsWith('.node'),
  ),
];

const outputState = (path) => {
  const { size, mtimeMs } = statSync(path);
  return `${relative(root, path)} ${size} ${mtimeMs}`;
};

export const buildOutputs = () =>
  digest(listPackages().flatMap(({ folder }) => outputsOf(folder).map(outputState)));

export const readStamp = () => {
  try {
    return readJson(stampPath);
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return {};
    throw error;
  }
};

export const writeStamp = (stamp) => {
  mkdirSync(dirname(stampPath), { recursive: true });
  writeFileSync(stampPath, JSON.stringify(stamp, null, 2));
};

export const removeStamp = () => rmSync(stampPath, { force: true });
