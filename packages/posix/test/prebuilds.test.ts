import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { needs, needsThat } from '../../../scripts/test/needs.mjs';
import { tempPath } from './helpers/temp-path.js';

interface Target {
  readonly name: string;
}

interface Targets {
  readonly linuxTargets: readonly Target[];
  readonly released: readonly string[];
  readonly toolsFor: (target: Target) => { missing?: string };
}

const script = (name: string): string =>
  fileURLToPath(new URL(`../scripts/${name}.mjs`, import.meta.url));
const { linuxTargets, released, toolsFor } = (await import(script('prebuild/targets'))) as Targets;
const { problemsOf } = (await import(script('prebuild/problems'))) as {
  readonly problemsOf: (path: string, name: string) => string[];
};

/** What the script says when it fails. */
const refusal = (args: readonly string[], variables: NodeJS.ProcessEnv): string => {
  const env = { ...process.env, FDSET_PREBUILDS: '', ...variables };
  const { status, stderr } = spawnSync(process.execPath, [script('prebuild'), ...args], {
    env,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr;
};

it('a release has four addons for Linux and two for macOS', () => {
  expect(released).toEqual([
    'linux-x64-glibc',
    'linux-arm64-glibc',
    'linux-x64-musl',
    'linux-arm64-musl',
    'darwin-x64',
    'darwin-arm64',
  ]);
});

const absent = process.platform === 'darwin' ? 'linux-arm64-musl' : 'darwin-arm64';
const isAbsent = !existsSync(
  fileURLToPath(new URL(`../prebuilds/${absent}/fdset.node`, import.meta.url)),
);

it(
  'a release without the addon of a system is refused by its name',
  needsThat(isAbsent, `needs a checkout without the addon for ${absent}`),
  () => {
    expect(refusal([], { FDSET_PREBUILDS: 'collected' })).toMatch(
      new RegExp(`prebuilds/ has no addon for .*${absent}`),
    );
  },
);

it('a system without a compiler on this machine is told with what to install', () => {
  const path = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  try {
    const missing = linuxTargets.map((target) => toolsFor(target).missing);
    expect(missing).toContain('install gcc-aarch64-linux-gnu');
    expect(missing).not.toContain(undefined);
  } finally {
    process.env['PATH'] = path;
  }
});

/** A library of this source, compiled for this machine. */
const compiled = (source: string, ...flags: readonly string[]): string => {
  const path = tempPath('library.so');
  const file = join(dirname(path), 'library.c');
  writeFileSync(file, source);
  const args = ['-shared', '-fPIC', ...flags, file, '-o', path];
  const { status, stderr } = spawnSync('cc', args, { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return path;
};

const report = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
const [, minor = 0] = (report.header.glibcVersionRuntime ?? '').split('.').map(Number);
const onGlibc = needsThat(
  process.platform === 'linux' && process.arch === 'x64' && minor > 0 && !needs('readelf').skip,
  'needs glibc on x64, and readelf',
);
const exits = '#include <stdlib.h>\nvoid stop(void) { exit(0); }\n';

it('a stripped library that needs only old symbols of glibc has no problems', onGlibc, () => {
  expect(problemsOf(compiled(exits, '-s'), 'linux-x64-glibc')).toEqual([]);
});

it('what is wrong with an addon is found', onGlibc, () => {
  const library = compiled(exits);
  expect(problemsOf(library, 'linux-x64-glibc')).toEqual(['is not stripped']);
  expect(problemsOf(library, 'linux-arm64-musl')).toEqual([
    'is not for AArch64',
    'is not stripped',
    'needs libc.so.6',
    'does not need libc.so',
    'needs glibc',
  ]);
});

const onNewGlibc = minor >= 34 ? onGlibc : needsThat(false, 'needs glibc 2.34');

it('a symbol of a glibc that is newer than 2.28 is found', onNewGlibc, () => {
  const source = '#include <pthread.h>\nvoid *start = (void *)pthread_create;\n';
  expect(problemsOf(compiled(source, '-s'), 'linux-x64-glibc')).toEqual(['needs GLIBC_2.34']);
});
