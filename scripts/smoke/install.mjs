// Installs the tarballs into an empty folder with npm or pnpm, as a user would. Overrides make the packages' dependencies
// on each other resolve to the tarballs and not to the registry.
import { cpSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { localBin } from '../../tooling/src/workspace.mjs';
import { expect } from './expect.mjs';

const example = fileURLToPath(new URL('example', import.meta.url));
const direct = ['@fdset/client', '@fdset/selectors', '@fdset/socket'];

export const installers = ['npm', 'pnpm'];

const fileSpecs = (packed, keep) =>
  Object.fromEntries(
    packed.filter(({ name }) => keep(name)).map(({ name, tarball }) => [name, `file:${tarball}`]),
  );

// npm refuses to override a direct dependency, but pnpm needs an override for every package.
const manifestFor = (packed) => ({
  private: true,
  type: 'module',
  dependencies: fileSpecs(packed, (name) => direct.includes(name)),
  overrides: fileSpecs(packed, (name) => !direct.includes(name)),
  pnpm: { overrides: fileSpecs(packed, () => true) },
});

const commands = {
  npm: () => ['npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund']],
  pnpm: () => [
    localBin('pnpm'),
    ['install', '--ignore-scripts', '--ignore-workspace', '--no-frozen-lockfile'],
  ],
};

/** Resolves with the folder. Its node_modules has the files of the tarballs and no link to the workspace. */
export const installInto = async (checks, installer, packed, target) => {
  const folder = realpathSync(mkdtempSync(join(target, `${installer}-`)));
  cpSync(example, folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifestFor(packed), null, 2));
  const [command, args] = commands[installer]();
  await checks.command(command, args, { cwd: folder });
  for (const name of direct) {
    const real = realpathSync(join(folder, 'node_modules', name));
    expect(real.startsWith(folder), `${name} is a link to ${real}`);
  }
  return folder;
};
