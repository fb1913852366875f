// What the guide of bundling says of a bundle with everything inside, in the format that has no import.meta.url.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('support/bundled-program.mjs', import.meta.url));
const addon = fileURLToPath(
  new URL('../../packages/posix/native/build/Release/fdset.node', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'fdset-docs-'));
const outfile = join(folder, 'program.cjs');

beforeAll(() =>
  build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

/** What the program says where FDSET_POSIX_ADDON has this value. */
const said = (path) => {
  const env = { ...process.env, FDSET_POSIX_ADDON: path };
  const { stdout, stderr } = spawnSync(process.execPath, [outfile], { env, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
};

const refusedThreads = /^threads: TypeError: @fdset\/socketserver is part of a bundle/m;

it('a CommonJS bundle with everything inside works with the addon that FDSET_POSIX_ADDON names', () => {
  const output = said(addon);
  expect(output).toMatch(/^imported\npipe: 2\nselector: 0\nserver: HELLO\n/);
  expect(output).toMatch(refusedThreads);
});

it('without the setting it can be imported, and the first call names the setting', () => {
  const output = said('');
  expect(output).toMatch(/^imported\npipe: AddonUnavailableError: .*a bundle has none/);
  expect(output).toMatch(/leave it out \(.*set FDSET_POSIX_ADDON to the path of an addon/);
  expect(output).toMatch(refusedThreads);
});
