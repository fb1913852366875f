// Node's permission model, with no more allowed than a program needs.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { built, failed, gyp, installed, permission, prebuilt, said } from './helpers/load-addon.js';

const files = { ...gyp, [`prebuilds/${prebuilt}/fdset.node`]: built };

const flagsFor = (entry: string, ...paths: readonly string[]): string[] => [
  permission,
  '--no-warnings',
  '--allow-addons',
  ...['dist/*', 'package.json', ...paths].map(
    (path) => `--allow-fs-read=${fileURLToPath(new URL(`../${path}`, entry))}`,
  ),
];

it('the sources and a local build need not be allowed', () => {
  const entry = installed(files);
  expect(said({ entry, flags: flagsFor(entry, 'prebuilds/*') })).toBe('loaded\n');
});

it('the error of addons that are not allowed to be read says which flags to write', () => {
  const entry = installed(files);
  const output = said({ entry, flags: flagsFor(entry) });
  expect(output).toContain(failed('forbidden'));
  expect(output).toContain('the permission model keeps it from Node');
  expect(output).toContain('--allow-addons and --allow-fs-read');
});

it('a replaced loader that fails has the typed error there too', () => {
  const entry = installed(files);
  mkdirSync(new URL('../native/build/', entry));
  const before = "process.dlopen = () => { throw new Error('no'); };";
  const output = said({ entry, before, flags: flagsFor(entry, 'prebuilds/*') });
  expect(output).toContain(failed('failed'));
  expect(output).toContain('Build it');
});
