// The script that builds the addons, in a copy of the package whose sources are one function.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { needs, needsThat } from '../../../scripts/test/needs.mjs';
import { tempPath } from './helpers/temp-path.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const { ownTarget } = (await import(
  join(repository, 'packages/posix/scripts/prebuild/targets.mjs')
)) as { readonly ownTarget: () => string };

const SOURCE = '#include <stdlib.h>\nvoid stop(void) { exit(0); }\n';

const recipe = JSON.stringify({
  targets: [
    { sources: ['one.c'], defines: [], cflags: [], conditions: [["OS=='linux'", { ldflags: [] }]] },
  ],
});

interface Copy {
  readonly folder: string;
  /** Where the script makes what is temporary. */
  readonly temporary: string;
  /** The addon for this machine. */
  readonly addon: string;
}

const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

const copyOfPackage = (): Copy => {
  const root = dirname(tempPath('root'));
  const folder = join(root, 'packages/posix');
  for (const path of ['tooling/src', 'packages/posix/scripts'])
    cpSync(join(repository, path), join(root, path), { recursive: true });
  put(join(folder, 'native/binding.gyp'), recipe);
  put(join(folder, 'native/one.c'), SOURCE);
  const temporary = join(root, 'temporary');
  mkdirSync(temporary);
  return { folder, temporary, addon: join(folder, 'prebuilds', ownTarget(), 'fdset.node') };
};

interface Started {
  readonly child: ChildProcess;
  readonly said: { stderr: string };
  readonly ended: Promise<{ readonly status: unknown; readonly stderr: string }>;
}

const start = (copy: Copy, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Started => {
  const child = spawn(process.execPath, [join(copy.folder, 'scripts/prebuild.mjs'), ...args], {
    env: {
      ...process.env,
      FDSET_PREBUILDS: '',
      TMPDIR: copy.temporary,
      // The one function needs no headers of Node.
      npm_config_nodedir: copy.folder,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stderr: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const ended = once(child, 'close').then(([status]) => ({ status: status as unknown, ...said }));
  // A test that fails in the middle leaves no process.
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  return { child, said, ended };
};

const withCompiler = needsThat(
  process.platform === 'linux' && !needs('cc').skip && !needs('readelf').skip,
  'needs Linux, gcc and readelf',
);

it(
  'builds again what is newer than its sources and cut off, and nothing else',
  withCompiler,
  async () => {
    const copy = copyOfPackage();
    expect(await start(copy).ended).toMatchObject({ status: 0 });
    const whole = readFileSync(copy.addon);
    const made = (): number => statSync(copy.addon).ino;
    const first = made();
    expect(await start(copy).ended).toMatchObject({ status: 0 });
    expect(made()).toBe(first);
    writeFileSync(copy.addon, whole.subarray(0, whole.length / 2));
    expect(await start(copy).ended).toMatchObject({ status: 0 });
    expect(readFileSync(copy.addon).equals(whole)).toBe(true);
  },
);

it(
  'removes what is of no system that was built, and what an earlier run has left',
  withCompiler,
  async () => {
    const copy = copyOfPackage();
    put(join(copy.folder, 'prebuilds/sunos/fdset.node'), '');
    put(`${copy.addon}.123`, '');
    expect(await start(copy).ended).toMatchObject({ status: 0 });
    expect(existsSync(join(copy.folder, 'prebuilds/sunos'))).toBe(false);
    expect(readdirSync(dirname(copy.addon))).toEqual(['fdset.node']);
  },
);

it(
  'leaves the addon as it was, and nothing temporary, when the compiler fails',
  withCompiler,
  async () => {
    const copy = copyOfPackage();
    await start(copy).ended;
    const whole = readFileSync(copy.addon);
    writeFileSync(join(copy.folder, 'native/one.c'), '#error a reason\n');
    const { status, stderr } = await start(copy).ended;
    expect(status).toBe(1);
    expect(stderr).toContain('a reason');
    expect(stderr).toMatch(/\n\S*gcc ended with exit code 1\n$/);
    expect(readFileSync(copy.addon).equals(whole)).toBe(true);
    expect(readdirSync(copy.temporary)).toEqual([]);
  },
);

/** A folder of compilers that say that they have begun, and never end. */
const endlessCompilers = (copy: Copy): string => {
  const bin = join(copy.folder, 'bin');
  for (const name of ['gcc', 'x86_64-linux-gnu-gcc', 'aarch64-linux-gnu-gcc']) {
    put(join(bin, name), '#!/bin/sh\necho begun >&2\nexec tail -f /dev/null\n');
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
};

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  'ends its compilers at %s, and leaves nothing',
  withCompiler,
  async (signal, expected) => {
    const copy = copyOfPackage();
    const PATH = `${endlessCompilers(copy)}:${process.env['PATH']}`;
    const { child, said, ended } = start(copy, [], { PATH });
    while (!said.stderr.includes('begun'))
      await once(child.stderr as NodeJS.ReadableStream, 'data');
    child.kill(signal);
    // The compilers hold its stderr: the end comes after theirs.
    const { status, stderr } = await ended;
    expect(status).toBe(expected);
    expect(stderr).toMatch(/\ninterrupted\n$/);
    expect(readdirSync(copy.temporary)).toEqual([]);
    expect(existsSync(copy.addon)).toBe(false);
  },
);

it('names the program that is not there, in one line', async () => {
  const copy = copyOfPackage();
  put(join(copy.folder, 'native/build/Release/fdset.node'), '');
  const { status, stderr } = await start(copy, [], { PATH: copy.temporary }).ended;
  expect(status).toBe(1);
  expect(stderr).toMatch(/(^|\n)there is no program strip\n$/);
  expect(stderr).not.toContain('    at ');
  expect(existsSync(copy.addon)).toBe(false);
  expect(readdirSync(copy.temporary)).toEqual([]);
});

it.each(['--foo', 'linux-x64'])('refuses the argument %s with its usage', async (argument) => {
  const { status, stderr } = await start(copyOfPackage(), [argument]).ended;
  expect(status).toBe(2);
  expect(stderr).toMatch(/^.*\nUsage: node scripts\/prebuild\.mjs .*\n$/);
  expect(stderr).toContain(`'${argument}'`);
});
