import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tempPath } from './helpers/temp-path.js';

const program = `await import(${JSON.stringify(import.meta.resolve('@fdset/posix'))}).then(
  () => console.log('loaded'),
  ({ code, message }) => console.log(code + ' ' + message),
);`;

/** The output of a Node process that is started with these flags and imports the package. */
const saidBy = (flags: string[], addon?: string): string => {
  const env = { ...process.env, FDSET_POSIX_ADDON: addon };
  const args = [...flags, '--input-type=module', '-e', program];
  return spawnSync(process.execPath, args, { env, encoding: 'utf8' }).stdout;
};

const permission = process.allowedNodeEnvironmentFlags.has('--permission')
  ? '--permission'
  : '--experimental-permission';

it.each([
  ['--no-addons', ['--no-addons'], /this Node may not load addons.*--no-addons/s],
  ['no --allow-addons', [permission, '--allow-fs-read=*'], /may not load addons.*--allow-addons/s],
])('with %s the error names the switch, and nothing to build', (_, flags, reason) => {
  const said = saidBy(flags);
  expect(said).toMatch(/^ERR_FDSET_ADDON_MISSING /);
  expect(said).toMatch(reason);
  expect(said).not.toMatch(/Build it/);
});

it('a file that the permission model keeps from Node is not called missing', () => {
  const file = tempPath('addon.node');
  writeFileSync(file, '');
  const packages = new URL('../../../', import.meta.url).pathname;
  const said = saidBy([permission, `--allow-fs-read=${packages}*`], file);
  expect(said).toMatch(/^ERR_FDSET_ADDON_MISSING .*(permission model|may not load addons)/);
});

it('a file that is no addon of this system is told as the dynamic loader tells it', () => {
  const file = tempPath('addon.node');
  writeFileSync(file, 'no ELF');
  expect(saidBy([], file)).toMatch(/^ERR_FDSET_ADDON_MISSING .*file too short/);
});

it('a named file that is not there is named', () => {
  const file = tempPath('addon.node');
  const said = saidBy([], file);
  expect(said).toMatch(
    /^ERR_FDSET_ADDON_MISSING .*FDSET_POSIX_ADDON names a file that does not exist/,
  );
  expect(said).toContain(file);
});
