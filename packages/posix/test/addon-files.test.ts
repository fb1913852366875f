// Files that cannot be an addon, each of which is an error of the first call: no death of the process, and no wait.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { needs, needsThat } from '../../../scripts/test/needs.mjs';
import { built, failed, gyp, installed, prebuilt, said } from './helpers/load-addon.js';
import { tempPath } from './helpers/temp-path.js';

const onLinux = needsThat(process.platform === 'linux', 'needs Linux');
const whole = readFileSync(built);

const cutAt = (bytes: number): string => {
  const path = tempPath('addon.node');
  writeFileSync(path, whole.subarray(0, bytes));
  return path;
};

it.each([20, 64, 500, 4096, 60_000])(
  'a file of which only the first %i bytes came is told to be cut off',
  onLinux,
  (bytes) => {
    const addon = cutAt(bytes);
    const output = said({ addon });
    expect(output).toContain(failed('failed'));
    expect(output).toContain('the file is cut off: install again');
    expect(output).toContain(addon);
  },
);

it('a prebuilt file that is cut off is told to be so', onLinux, () => {
  const entry = installed({ ...gyp, [`prebuilds/${prebuilt}/fdset.node`]: cutAt(60_000) });
  expect(said({ entry })).toContain('the file is cut off: install again');
});

it('a file without anything behind what is mapped is loaded', needs('strip'), ({ skip }) => {
  const addon = tempPath('addon.node');
  const flag = process.platform === 'darwin' ? '-x' : '--strip-unneeded';
  const { stderr } = spawnSync('strip', [flag, '-o', addon, built], { encoding: 'utf8' });
  skip(
    stderr.includes('Unable to recognise the format'),
    'needs the strip of the processor that qemu is',
  );
  expect(said({ addon })).toBe('loaded\n');
});

it('a pipe is not waited for, and a device is not read', () => {
  const fifo = tempPath('addon.node');
  spawnSync('mkfifo', [fifo]);
  for (const addon of [fifo, '/dev/zero']) {
    const output = said({ addon });
    expect(output).toContain(failed('failed'));
    expect(output).toContain('a pipe or device');
  }
});

it('a folder in place of the addon is told to be one', () => {
  const entry = installed(gyp);
  mkdirSync(fileURLToPath(new URL(`../prebuilds/${prebuilt}/fdset.node`, entry)), {
    recursive: true,
  });
  const output = said({ entry });
  expect(output).toContain(failed('failed'));
  expect(output).toContain('it is a directory.');
});

it('symbolic links that lead in a circle are told to do so', () => {
  const addon = tempPath('addon.node');
  symlinkSync(addon, addon);
  const output = said({ addon });
  expect(output).toContain(failed('failed'));
  expect(output).toContain('lead in a circle');
});

// Root may read everything.
const NOBODY = 65_534;
const uid = process.getuid?.() === 0 ? NOBODY : undefined;
const mayRunNode =
  uid === undefined || spawnSync(process.execPath, ['-v'], { uid, cwd: '/' }).status === 0;
const asOther = needsThat(mayRunNode, 'needs a Node that every user may run');

/** The entry of a package that everybody may read but for one path. */
const withDenied = (files: Readonly<Record<string, string>>, denied: string): string => {
  const entry = installed({ ...gyp, ...files });
  const folder = dirname(dirname(fileURLToPath(entry)));
  chmodSync(folder, 0o755);
  chmodSync(join(folder, denied), 0);
  return entry;
};

const ofRelease = { [`prebuilds/${prebuilt}/fdset.node`]: built };
const ofBuild = { 'native/build/Release/fdset.node': built };

it.each([`prebuilds/${prebuilt}/fdset.node`, `prebuilds/${prebuilt}`, 'prebuilds'])(
  'without the permission to read %s the error says so',
  asOther,
  (denied) => {
    const entry = withDenied(ofRelease, denied);
    const output = said({ entry, uid });
    chmodSync(new URL(`../${denied}`, entry), 0o755);
    expect(output).toContain(failed('forbidden'));
    expect(output).toContain('this user may not read it');
    expect(output).not.toContain('bundle');
  },
);

it.each(['native', 'native/build/Release', 'native/build/Release/fdset.node'])(
  'without the permission to read %s the prebuilt file is loaded, and if there is none the error says so',
  asOther,
  (denied) => {
    const both = withDenied({ ...ofBuild, ...ofRelease }, denied);
    const alone = withDenied(ofBuild, denied);
    const outputs = [said({ entry: both, uid }), said({ entry: alone, uid })];
    for (const entry of [both, alone]) chmodSync(new URL(`../${denied}`, entry), 0o755);
    expect(outputs[0]).toBe('loaded\n');
    expect(outputs[1]).toContain(failed('forbidden'));
    expect(outputs[1]).toContain('this user may not read it');
  },
);
