import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const run = (script, ...args) => {
  const path = fileURLToPath(new URL(`../../scripts/${script}`, import.meta.url));
  return spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' });
};

it('a question that does not exist is refused before the set-up', () => {
  const { status, stdout, stderr } = run('bench.mjs', 'ecko');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^no question "ecko": there are echo, .*\n$/);
});

it('an option that the documentation generator does not have is refused, and nothing written', () => {
  const { status, stdout, stderr } = run('generate-docs.mjs', '--chek');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain("Unknown option '--chek'");
  expect(run('generate-docs.mjs', '--help')).toMatchObject({ status: 0, stderr: '' });
});
