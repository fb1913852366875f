// Runs before a tarball is packed: puts the stripped addon of this machine where src/load-addon.ts
// looks in an installed package, prebuilds/PLATFORM/fdset.node. A release has collected the
// addons of all platforms there and says so with FDSET_PREBUILDS=collected: they are only counted
// then, because this machine's own build may need a newer glibc than theirs.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const released = [
  'linux-x64-glibc',
  'linux-arm64-glibc',
  'linux-x64-musl',
  'darwin-x64',
  'darwin-arm64',
];

const inPackage = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const addonOf = (platform) => inPackage(`prebuilds/${platform}/fdset.node`);

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with exit code ${status}`);
}

/** The same name as in src/load-addon.ts. */
function platformName() {
  if (process.platform !== 'linux') return `${process.platform}-${process.arch}`;
  const isGlibc = process.report.getReport().header.glibcVersionRuntime !== undefined;
  return `linux-${process.arch}-${isGlibc ? 'glibc' : 'musl'}`;
}

function checkCollected() {
  const missing = released.filter((platform) => !existsSync(addonOf(platform)));
  if (missing.length > 0) throw new Error(`prebuilds/ has no addon for ${missing.join(', ')}`);
}

function stageLocalBuild() {
  const built = inPackage('native/build/Release/fdset.node');
  const target = addonOf(platformName());
  if (!existsSync(built)) run(process.execPath, inPackage('scripts/build-native.mjs'));
  rmSync(inPackage('prebuilds'), { recursive: true, force: true });
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(built, target);
  run('strip', process.platform === 'darwin' ? '-x' : '--strip-unneeded', target);
}

if (process.env.FDSET_PREBUILDS === 'collected') checkCollected();
else stageLocalBuild();
