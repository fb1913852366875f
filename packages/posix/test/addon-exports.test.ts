// What is loaded but is no addon of this release, and what a replaced loader throws: the first call throws the typed error.
import { dirname, join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { built, failed, said } from './helpers/load-addon.js';
import { tempPath } from './helpers/temp-path.js';

const noAddon = 'the file is not the addon of this release of @fdset/posix';

it.each([
  ['e.json', '{}'],
  ['null.json', 'null'],
  ['other.cjs', 'module.exports = { socket() {}, constants: {} };'],
  ['throwing.cjs', 'Object.defineProperty(exports, "INTERFACE", { get() { throw null; } });'],
  ['module.mjs', 'export const constants = {};'],
  ['waiting.mjs', 'await null; export const constants = {};'],
])('a path of %s, which is no addon, is an error of the first call', (name, text) => {
  const addon = tempPath(name);
  writeFileSync(addon, text);
  expect(said({ addon })).toContain(failed('failed'));
});

it('the addon of another release is refused', () => {
  const addon = join(dirname(tempPath('old.cjs')), 'old.cjs');
  writeFileSync(addon, `module.exports = { ...require(${JSON.stringify(built)}), INTERFACE: 0 };`);
  const output = said({ addon });
  expect(output).toContain(failed('failed'));
  expect(output).toContain(noAddon);
});

it('a loader that loads nothing is an error of the first call', () => {
  const output = said({ before: 'process.dlopen = () => {};' });
  expect(output).toContain(failed('failed'));
  expect(output).toContain(noAddon);
});

it.each([
  ['null', 'null was thrown'],
  ["'a string'", "'a string' was thrown"],
  ['{ message: 1n }', '{ message: 1n } was thrown'],
  ['new Proxy({}, { get() { throw 1; } })', 'was thrown'],
])('a loader that throws %s has the typed error', (thrown, because) => {
  const output = said({ before: `process.dlopen = () => { throw ${thrown}; };` });
  expect(output).toContain(failed('failed'));
  expect(output).toContain(because);
});

it('a relative path in a folder that was removed is the typed error', () => {
  const folder = JSON.stringify(dirname(tempPath('folder')));
  const before = `process.chdir(${folder}); (await import('node:fs')).rmdirSync(${folder});`;
  const output = said({ addon: 'addon.node', before });
  expect(output).toContain(failed('failed'));
  expect(output).toContain('ENOENT');
});
