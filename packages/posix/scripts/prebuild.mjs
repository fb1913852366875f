// Puts the stripped addon of this machine into prebuilds/, from where the packed package loads it.
// The folder's name is the one that src/load-addon.ts looks for. Prebuilds of other platforms that
// are there already stay: a release collects them before it packs.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const inPackage = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 2, 2] });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function libc() {
  if (process.platform !== 'linux') return '';
  return process.report.getReport().header.glibcVersionRuntime === undefined ? '-musl' : '-glibc';
}

const built = inPackage('native/build/Release/fdset.node');
const target = inPackage(`prebuilds/${process.platform}-${process.arch}${libc()}/fdset.node`);

if (!existsSync(built)) run(process.execPath, inPackage('scripts/build-native.mjs'));
mkdirSync(dirname(target), { recursive: true });
copyFileSync(built, target);
// What the loader never reads: local symbols and debugging data.
run('strip', process.platform === 'darwin' ? '-x' : '--strip-unneeded', target);
