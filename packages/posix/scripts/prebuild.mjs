// node scripts/prebuild.mjs [--all]: makes prebuilds/SYSTEM/fdset.node for every system that this machine has a compiler for, and
// names the others. --all fails if one of the four Linux systems is left out. --fetch makes nothing, but downloads the C libraries
// that this machine lacks, which works on Debian only.
//
// It runs before a tarball is packed. A release has collected the addons of all systems, and says so with
// FDSET_PREBUILDS=collected: they are only checked then. --publishing, which runs before anything is published, refuses
// everything else, except into a registry on this machine.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { compile, native } from './prebuild/compile.mjs';
import { fetchMusl, findMusl } from './prebuild/musl.mjs';
import { problemsOf } from './prebuild/problems.mjs';
import { linuxTargets, ownTarget, released, toolsFor } from './prebuild/targets.mjs';
import { run } from './run.mjs';

const inPackage = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const addonOf = (name) => inPackage(`prebuilds/${name}/fdset.node`);
const say = (text) => process.stderr.write(`${text}\n`);
const isCollected = process.env.FDSET_PREBUILDS === 'collected';

const { values: options } = parseArgs({
  options: {
    fetch: { type: 'boolean', default: false },
    all: { type: 'boolean', default: false },
    publishing: { type: 'boolean', default: false },
  },
});

function checkOne(name) {
  const problems = name.startsWith('linux-') ? problemsOf(addonOf(name), name) : [];
  if (problems.length > 0) throw new Error(`the addon for ${name} ${problems.join(', ')}`);
}

function checkCollected() {
  const missing = released.filter((name) => !existsSync(addonOf(name)));
  if (missing.length > 0) throw new Error(`prebuilds/ has no addon for ${missing.join(', ')}`);
  if (process.platform === 'linux') released.forEach(checkOne);
}

function checkPublishing() {
  const registry = process.env.npm_config_registry ?? '';
  if (isCollected || /^https?:\/\/(127\.|localhost[:/]|\[::1\])/.test(registry)) return;
  throw new Error(
    'only a release that has collected the addons of all systems may be published: see .github/workflows/prebuilds.yml',
  );
}

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function sourcesChangedAt() {
  const folders = [native, inPackage('scripts'), inPackage('scripts/prebuild')];
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return Math.max(...files.filter((path) => statSync(path).isFile()).map(changedAt));
}

/** Builds a target, unless it is newer than all it is made of. Resolves with its name, or undefined. */
async function build(target) {
  const tools = toolsFor(target);
  if (tools.missing !== undefined) {
    say(`no addon for ${target.name}: ${tools.missing}`);
    return undefined;
  }
  const path = addonOf(target.name);
  if (changedAt(path) <= sourcesChangedAt()) await compile(target, tools, path);
  checkOne(target.name);
  return target.name;
}

function fetchMissing() {
  for (const { triplet } of linuxTargets.filter(({ libc }) => libc === 'musl'))
    if (findMusl(triplet) === undefined) fetchMusl(triplet);
}

async function buildForLinux() {
  return (await Promise.all(linuxTargets.map(build))).filter(Boolean);
}

/** macOS has one compiler for both processors, but Node's headers and tests are for the running one. */
function stageLocalBuild() {
  const built = inPackage('native/build/Release/fdset.node');
  const target = addonOf(ownTarget());
  if (!existsSync(built)) run(process.execPath, [inPackage('scripts/build-native.mjs')]);
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(built, target);
  run('strip', process.platform === 'darwin' ? ['-x', target] : ['--strip-unneeded', target]);
  return [ownTarget()];
}

function removeOthers(made) {
  if (!existsSync(inPackage('prebuilds'))) return;
  const others = readdirSync(inPackage('prebuilds')).filter((name) => !made.includes(name));
  for (const name of others) rmSync(inPackage(`prebuilds/${name}`), { recursive: true });
}

async function buildAll() {
  const made = process.platform === 'linux' ? await buildForLinux() : [];
  if (!made.includes(ownTarget())) made.push(...stageLocalBuild());
  removeOthers(made);
  const missing = linuxTargets.filter(({ name }) => !made.includes(name)).map(({ name }) => name);
  if (options.all && missing.length > 0) throw new Error(`no addon for ${missing.join(', ')}`);
}

if (options.fetch) fetchMissing();
else if (options.publishing) checkPublishing();
else if (isCollected) checkCollected();
else await buildAll();
