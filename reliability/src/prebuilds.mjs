// The prebuilt addons, each in a program of its own processor and C library: the tests of @fdset/posix in Node where there is one, a
// call of each kind elsewhere.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '@fdset/tooling/run-command';

import { packageFile } from './package-file.mjs';
import { emulatedSuite } from './prebuilds/emulated-suite.mjs';
import { emulationLimit } from './prebuilds/emulation-limits.mjs';
import { runOnMusl } from './prebuilds/run-on-musl.mjs';
import { runVitest } from './run-vitest.mjs';

const exercise = fileURLToPath(new URL('prebuilds/exercise.mjs', import.meta.url));
const QUICK_FILES = ['test/io.test.ts'];

const testsOf = ({ testResults }) =>
  testResults.flatMap(({ assertionResults }) => assertionResults);

const failureOf = ({ fullName, failureMessages }) =>
  `${fullName}: ${failureMessages.join(' ').split('\n')[0]}`;

/** A row of the tests of posix. Failures that come of the emulation alone are counted by their reason. */
function suiteRow(addon, runtime, tests, limitOf = () => undefined) {
  const failed = tests.filter(({ status }) => status === 'failed');
  const limits = failed.map(limitOf).filter(Boolean);
  return {
    addon,
    runtime,
    what: 'the tests of posix',
    passed: tests.filter(({ status }) => status === 'passed').length,
    skipped: tests.length - tests.filter(({ status }) => /passed|failed/.test(status)).length,
    limits: [...new Set(limits)].map((why) => [why, limits.filter((one) => one === why).length]),
    failures: failed.filter((test) => limitOf(test) === undefined).map(failureOf),
  };
}

function exerciseRow(addon, runtime, output) {
  const { outcomes, missing, ...found } = JSON.parse(output);
  const failed = Object.entries(outcomes).filter(([, outcome]) => outcome !== 'passed');
  const lacking = missing.map((name) => `has no ${name}`);
  return {
    addon,
    runtime: `${found.runtime}, ${runtime}`,
    what: 'a call of each kind',
    passed: Object.keys(outcomes).length - failed.length,
    skipped: 0,
    limits: [],
    failures: [...failed.map(([name, outcome]) => `${name}: ${outcome}`), ...lacking],
  };
}

/** Runs the exercise on musl with a copy of the package that has no build of its own, so that it finds its addon itself. */
async function exerciseOnMusl(arch) {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-installed-'));
  try {
    for (const path of ['package.json', 'dist', 'prebuilds'])
      cpSync(packageFile('posix', path), join(folder, path), { recursive: true });
    return await runOnMusl(arch, [exercise, join(folder, 'dist/index.js')]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const addonOf = (name) => packageFile('posix', `prebuilds/${name}/fdset.node`);

const runs = {
  'linux-x64-glibc': async (name, files) =>
    suiteRow(
      name,
      `Node ${process.versions.node}`,
      testsOf(await runVitest('posix', files, { FDSET_POSIX_ADDON: addonOf(name) })),
    ),
  'linux-arm64-glibc': async (name, files) =>
    suiteRow(
      name,
      'Node 20 for arm64, emulated by qemu',
      await emulatedSuite(addonOf(name), files),
      emulationLimit,
    ),
  'linux-x64-musl': async (name) =>
    exerciseRow(name, 'musl of Debian', await exerciseOnMusl('x64')),
  'linux-arm64-musl': async (name) =>
    exerciseRow(name, 'musl of Debian, emulated by qemu', await exerciseOnMusl('arm64')),
};

/** Builds the addons, and runs each. */
export async function prebuilds({ quick, log }) {
  const build = packageFile('posix', 'scripts/prebuild.mjs');
  await runCommand(process.execPath, [build, '--fetch']);
  await runCommand(process.execPath, [build, '--all']);
  const rows = [];
  for (const [name, run] of Object.entries(runs)) {
    const row = await run(name, quick ? QUICK_FILES : []);
    rows.push(row);
    log(`${name}: ${row.passed} passed, ${row.failures.length} failed, in ${row.runtime}`);
    for (const failure of row.failures) log(`  ${failure}`);
  }
  const failures = rows.flatMap((row) => row.failures.map((text) => `${row.addon}: ${text}`));
  return {
    passed: failures.length === 0 && rows.every(({ passed }) => passed > 0),
    failures,
    rows,
  };
}
