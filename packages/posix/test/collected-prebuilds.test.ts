// What a release refuses of the addons that were gathered for it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { machO } from './helpers/mach-o.js';
import { tempPath } from './helpers/temp-path.js';

const script = (name: string): string =>
  fileURLToPath(new URL(`../scripts/prebuild/${name}.mjs`, import.meta.url));
const { collectedProblems } = (await import(script('collected'))) as {
  readonly collectedProblems: (folder: string) => readonly string[];
};
const { problemsOf } = (await import(script('problems'))) as {
  readonly problemsOf: (path: string, name: string) => readonly string[];
};

const fileOf = (bytes: Buffer | string): string => {
  const path = tempPath('fdset.node');
  writeFileSync(path, bytes);
  return path;
};

const elf = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(57)]);
const noMachO = ['is no Mach-O file for one processor of 64 bits'];

describe('an addon for macOS', () => {
  it.each(['x64', 'arm64'] as const)('is a bundle or a library for %s', (arch) => {
    expect(problemsOf(fileOf(machO({ arch })), `darwin-${arch}`)).toEqual([]);
    expect(problemsOf(fileOf(machO({ arch, kind: 6 })), `darwin-${arch}`)).toEqual([]);
  });

  it('is not for the other processor', () => {
    expect(problemsOf(fileOf(machO({ arch: 'x64' })), 'darwin-arm64')).toEqual([
      'is not for arm64',
    ]);
    expect(problemsOf(fileOf(machO({ arch: 'arm64' })), 'darwin-x64')).toEqual(['is not for x64']);
  });

  it('is no program', () => {
    const program = fileOf(machO({ arch: 'x64', kind: 2 }));
    expect(problemsOf(program, 'darwin-x64')).toEqual(['is no library']);
  });

  it.each([
    ['an empty file', ''],
    ['a text', 'not an addon, and longer than the header of one'],
    ['a library for Linux', elf],
  ])('is not %s', (_, bytes) => {
    expect(problemsOf(fileOf(bytes), 'darwin-x64')).toEqual(noMachO);
  });

  it('is whole, wherever it was cut', () => {
    const whole = machO({ arch: 'arm64' });
    for (let length = 0; length < whole.length; length++) {
      const expected = length < 32 ? noMachO : ['is not whole'];
      expect(problemsOf(fileOf(whole.subarray(0, length)), 'darwin-arm64')).toEqual(expected);
    }
  });
});

it.each([
  ['an empty file', ''],
  ['a text', 'not an addon'],
  ['one for macOS', machO({ arch: 'x64' })],
])('an addon for Linux is not %s', (_, bytes) => {
  expect(problemsOf(fileOf(bytes), 'linux-x64-glibc')).toEqual(['is no ELF file']);
});

describe('the folder of the addons', () => {
  const names = [
    'linux-x64-glibc',
    'linux-arm64-glibc',
    'linux-x64-musl',
    'linux-arm64-musl',
    'darwin-x64',
    'darwin-arm64',
  ];

  /** A folder whose addons for macOS are right, with other files in addition. */
  const folderWith = (...others: readonly string[]): string => {
    const folder = dirname(tempPath('prebuilds'));
    const put = (path: string, bytes: Buffer | string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    };
    for (const arch of ['x64', 'arm64'] as const) put(`darwin-${arch}/fdset.node`, machO({ arch }));
    for (const path of others) put(path, '');
    return folder;
  };

  const missingLinux = `prebuilds/ has no addon for ${names.slice(0, 4).join(', ')}`;

  it('that is not there or lacks systems is refused by their names', () => {
    expect(collectedProblems('/nowhere')).toEqual([
      `prebuilds/ has no addon for ${names.join(', ')}`,
    ]);
    expect(collectedProblems(folderWith())).toEqual([missingLinux]);
  });

  it('with a system or a file that is not released is refused', () => {
    const folder = folderWith('sunos/fdset.node', 'darwin-x64/fdset.node.1', 'notes.txt');
    expect(collectedProblems(folder).toSorted()).toEqual([
      missingLinux,
      'prebuilds/darwin-x64/fdset.node.1 is of no released system',
      'prebuilds/notes.txt is of no released system',
      'prebuilds/sunos is of no released system',
    ]);
  });

  it('with a wrong file is refused by the name of its system', () => {
    const folder = folderWith('linux-x64-musl/fdset.node');
    rmSync(join(folder, 'darwin-arm64'), { recursive: true });
    expect(collectedProblems(folder)).toEqual([
      'prebuilds/ has no addon for linux-x64-glibc, linux-arm64-glibc, linux-arm64-musl, darwin-arm64',
      'the addon for linux-x64-musl is no ELF file',
    ]);
  });
});
