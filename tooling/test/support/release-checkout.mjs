// A checkout from which a release would be made, but for what a test takes away: the scripts of this repository, packages
// that have a version and nothing to pack, and one commit of all of that.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

const copied = [
  'scripts/release.mjs',
  'scripts/release',
  'scripts/setup',
  'tooling/src',
  'packages/posix/scripts',
];

const files = {
  'package.json': JSON.stringify({ private: true, repository: 'github:example/fdset' }),
  'packages/posix/package.json': JSON.stringify({ name: '@fdset/posix', version: '0.1.0' }),
  'packages/socket/package.json': JSON.stringify({ name: '@fdset/socket', version: '0.1.0' }),
  '.changeset/README.md': 'What changesets are.\n',
  '.gitignore': 'packages/*/prebuilds/\n',
};

/** A script of a release, to call its functions. */
export const releaseScript = (name) => import(join(repository, 'scripts/release', `${name}.mjs`));

const identity = ['-c', 'user.name=owner', '-c', 'user.email=owner@localhost'];

/** An empty folder, removed after the test. */
export const freshFolder = () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fdset-release-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

/** Writes a file in a folder, and the folders that it is in. */
export const write = (folder, path, text) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
};

/** Makes the checkout and returns its folder. */
export const releaseCheckout = () => {
  const folder = freshFolder();
  for (const path of copied)
    cpSync(join(repository, path), join(folder, path), { recursive: true });
  for (const [path, text] of Object.entries(files)) write(folder, path, text);
  const git = (...args) => execFileSync('git', [...identity, ...args], { cwd: folder });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'a commit');
  return folder;
};

/** Runs a command of a release in a checkout. Resolves with its end and what it said. */
export const release = async (folder, args, env = {}) => {
  const script = join(folder, 'scripts/release.mjs');
  const options = { cwd: folder, env: { ...process.env, ...env } };
  const child = spawn(process.execPath, [script, ...args], options);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text));
  const [status] = await once(child, 'close');
  return { status, ...said };
};
