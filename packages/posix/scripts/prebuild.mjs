// node scripts/prebuild.mjs [--all]: makes prebuilds/SYSTEM/fdset.node for every system that this machine has a compiler for, and
// names the others. --all fails if one of the four Linux systems is left out. --fetch makes nothing, but downloads the C libraries
// that this machine lacks, which works on Debian only.
//
// It runs before a tarball is packed. A release has collected the addons of all systems, and says so with
// FDSET_PREBUILDS=collected: they are only checked then.
import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { runEntry } from '../../../tooling/src/entry.mjs';
import { SetUpError } from '../../../tooling/src/set-up-error.mjs';
import { collectedProblems, foreignIn } from './prebuild/collected.mjs';
import { compile, native } from './prebuild/compile.mjs';
import { fetchMusl, findMusl } from './prebuild/musl.mjs';
import { problemsOf } from './prebuild/problems.mjs';
import { replaceWhole } from './prebuild/replace-whole.mjs';
import { linuxTargets, ownTarget, toolsFor } from './prebuild/targets.mjs';
import { run } from './run.mjs';

const help = 'Usage: node scripts/prebuild.mjs [--all] [--fetch] [--help]';

const inPackage = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const addonOf = (name) => inPackage(`prebuilds/${name}/fdset.node`);
const say = (text) => process.stderr.write(`${text}\n`);

const flag = { type: 'boolean', default: false };

/** The options, or `undefined` for what is none of them. */
function readArguments() {
  try {
    return parseArgs({ options: { fetch: flag, all: flag, help: flag } }).values;
  } catch (error) {
    // The first sentence says what is wrong, and the others how to write what is no option.
    say(`${error.message.split('. ')[0]}\n${help}`);
    return undefined;
  }
}

function checkCollected() {
  const problems = collectedProblems(inPackage('prebuilds'));
  if (problems.length > 0) throw new SetUpError(problems.join('\n'));
}

const changedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function sourcesChangedAt() {
  const folders = [native, inPackage('scripts'), inPackage('scripts/prebuild')];
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  return Math.max(...files.filter((path) => statSync(path).isFile()).map(changedAt));
}

function checkOne(name) {
  const problems = problemsOf(addonOf(name), name);
  if (problems.length > 0) throw new SetUpError(`the addon for ${name} ${problems.join(', ')}`);
}

const isCurrent = (name) =>
  changedAt(addonOf(name)) > sourcesChangedAt() && problemsOf(addonOf(name), name).length === 0;

/** Builds a target, unless it is sound and newer than all it is made of. Resolves with its name, or undefined. */
async function build(target, signal) {
  const tools = toolsFor(target);
  if (tools.missing !== undefined) {
    say(`no addon for ${target.name}: ${tools.missing}`);
    return undefined;
  }
  if (!isCurrent(target.name)) await compile(target, tools, addonOf(target.name), signal);
  checkOne(target.name);
  return target.name;
}

function fetchMissing() {
  for (const { triplet } of linuxTargets.filter(({ libc }) => libc === 'musl'))
    if (findMusl(triplet) === undefined) fetchMusl(triplet);
}

/** Resolves when all have ended, so that none is still being made after one has failed. */
async function buildForLinux(signal) {
  const builds = await Promise.allSettled(linuxTargets.map((target) => build(target, signal)));
  signal.throwIfAborted();
  const failed = builds.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return builds.map(({ value }) => value).filter(Boolean);
}

/** macOS has one compiler for both processors, but Node's headers and tests are for the running one. */
async function stageLocalBuild() {
  const built = inPackage('native/build/Release/fdset.node');
  if (!existsSync(built)) run(process.execPath, [inPackage('scripts/build-native.mjs')]);
  await replaceWhole(addonOf(ownTarget()), (made) => {
    copyFileSync(built, made);
    run('strip', process.platform === 'darwin' ? ['-x', made] : ['--strip-unneeded', made]);
  });
  return ownTarget();
}

/** The whole folder is packed: neither other systems may be in it, nor what an interrupted run has left. */
function removeOthers(made) {
  const folder = inPackage('prebuilds');
  for (const path of foreignIn(folder, made))
    rmSync(join(folder, path), { recursive: true, force: true });
}

async function buildAll({ all }, signal) {
  const made = process.platform === 'linux' ? await buildForLinux(signal) : [];
  if (!made.includes(ownTarget())) made.push(await stageLocalBuild());
  removeOthers(made);
  const missing = linuxTargets.filter(({ name }) => !made.includes(name)).map(({ name }) => name);
  if (all && missing.length > 0) throw new SetUpError(`no addon for ${missing.join(', ')}`);
}

await runEntry(async ({ signal }) => {
  const options = readArguments();
  if (options === undefined) return 2;
  if (options.help) process.stdout.write(`${help}\n`);
  else if (options.fetch) fetchMissing();
  else if (process.env.FDSET_PREBUILDS === 'collected') checkCollected();
  else await buildAll(options, signal);
  return 0;
});
