import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import {
  built,
  failed,
  gyp,
  installed,
  libc,
  permission,
  prebuilt,
  programFor,
  said,
} from './helpers/load-addon.js';
import { tempPath } from './helpers/temp-path.js';

/** The first bytes of a 64-bit ELF file, and the name of the library that it needs. */
const elfFile = (machine: number, library: string): string => {
  const path = tempPath('addon.node');
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(3, 16);
  header.writeUInt16LE(machine, 18);
  writeFileSync(path, Buffer.concat([header, Buffer.from(`\0${library}\0`)]));
  return path;
};

it.each([
  ['--no-addons', ['--no-addons'], /this Node may not load addons.*--no-addons/s],
  ['no --allow-addons', [permission, '--allow-fs-read=*'], /may not load addons.*--allow-addons/s],
])('with %s the error names the switch, and nothing to build', (_, flags, reason) => {
  const output = said({ flags });
  expect(output).toContain(failed('forbidden'));
  expect(output).toMatch(reason);
  expect(output).not.toMatch(/Build it/);
});

it('a file that the permission model keeps from Node is not called missing', () => {
  const file = tempPath('addon.node');
  writeFileSync(file, '');
  const packages = new URL('../../../', import.meta.url).pathname;
  const output = said({ flags: [permission, `--allow-fs-read=${packages}*`], addon: file });
  expect(output).toContain(failed('forbidden'));
  expect(output).toMatch(/permission model|may not load addons/);
});

it('a file that is no addon of this system is told as the dynamic loader tells it', () => {
  const file = tempPath('addon.node');
  writeFileSync(file, 'no ELF');
  const output = said({ addon: file });
  expect(output).toContain(failed('failed'));
  expect(output).toMatch(/file too short|not a mach-o|slice is not valid/i);
});

it('a named file that is not there is named', () => {
  const file = tempPath('addon.node');
  const output = said({ addon: file });
  expect(output).toContain(failed('missing'));
  expect(output).toContain('FDSET_POSIX_ADDON names a file that does not exist');
  expect(output).toContain(file);
});

const foreign =
  process.arch === 'x64' ? { machine: 183, arch: 'arm64' } : { machine: 62, arch: 'x64' };

it('a file for another processor is told to be one', () => {
  const output = said({ addon: elfFile(foreign.machine, 'libc.so.6') });
  expect(output).toContain(failed('architecture'));
  expect(output).toContain(`the file is for linux-${foreign.arch}.`);
});

const onLinux = needsThat(process.platform === 'linux', 'needs Linux');

it('a file for the other C library is told to be one', onLinux, () => {
  const other = libc === 'glibc' ? 'musl' : 'glibc';
  const library = other === 'musl' ? 'libc.musl-x86_64.so.1' : 'libc.so.6';
  const machine = readFileSync(built).readUInt16LE(18);
  const output = said({ addon: elfFile(machine, library) });
  expect(output).toContain(failed('libc'));
  expect(output).toContain(`the file is for ${other}, and this Node runs on ${libc}.`);
});

const mayMount = (): boolean =>
  spawnSync('unshare', ['--mount', '--map-root-user', 'mount', '-t', 'tmpfs', 'none', '/mnt'])
    .status === 0;

it(
  'a file on a mount without exec is told with its mount',
  needsThat(process.platform === 'linux' && mayMount(), 'needs unshare'),
  () => {
    const folder = dirname(tempPath('addon.node'));
    const addon = join(folder, 'addon.node');
    const mount = 'mount -t tmpfs -o noexec none "$0" && cp "$1" "$0/addon.node" && shift';
    const own = ['--mount', '--map-root-user', 'sh', '-c', `${mount} && exec "$@"`];
    const program = programFor(import.meta.resolve('@fdset/posix'));
    const node = [process.execPath, '--input-type=module', '-e', program];
    const env = { ...process.env, FDSET_POSIX_ADDON: addon };
    const { stdout } = spawnSync('unshare', [...own, folder, built, ...node], {
      env,
      encoding: 'utf8',
    });
    expect(stdout).toContain(failed('noexec'));
    expect(stdout).toContain(`${folder} is mounted noexec`);
  },
);

it('an installed package loads the prebuilt file of this system', () => {
  const entry = installed({ ...gyp, [`prebuilds/${prebuilt}/fdset.node`]: built });
  expect(said({ entry })).toBe('loaded\n');
});

it('a report, which costs milliseconds, is not made to find it', onLinux, () => {
  const entry = installed({ ...gyp, [`prebuilds/${prebuilt}/fdset.node`]: built });
  const before = "process.report.getReport = () => { throw new Error('a report was made'); };";
  expect(said({ entry, before })).toBe('loaded\n');
});

it('the error of an incomplete copy says so, and how to build', () => {
  const output = said({ entry: installed(gyp) });
  expect(output).toContain(failed('missing'));
  expect(output).toContain('the file that the package brings is not there');
  expect(output).toMatch(/Install the package again.*npx node-gyp rebuild -C/s);
});

it('the error of a bundle says to leave the package out', () => {
  expect(said({ entry: installed({}) })).toMatch(/part of a bundle: leave it out/);
});

it('on a system without a prebuilt file the error lists those of a release', async () => {
  const targets = new URL('../scripts/prebuild/targets.mjs', import.meta.url).href;
  const { released } = (await import(targets)) as { released: string[] };
  const before = "Object.defineProperty(process, 'arch', { value: 'riscv64' });";
  const output = said({ entry: installed(gyp), before });
  expect(output).toContain(failed('missing'));
  expect(output).toContain(`the package has those for ${released.join(', ')}.`);
  expect(output).toMatch(/npx node-gyp rebuild -C/);
});
