import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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

it('an entry script does its work and keeps its exit code although nobody reads what it says', async () => {
  const script = `
    import { runEntry } from '${import.meta.resolve('@fdset/tooling/entry')}';
    import { say } from '${import.meta.resolve('@fdset/tooling/say')}';
    await runEntry(async () => {
      for (let i = 0; i < 3; i++) {
        say('a line');
        process.stdout.write('another');
        await new Promise((resolve) => setImmediate(resolve));
      }
      return 7;
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  child.stdout.destroy();
  child.stderr.destroy();
  expect(await once(child, 'exit')).toEqual([7, null]);
});

it('a release for others with the addon of this machine only is refused before anything is made', () => {
  const url = 'https://registry.example.org';
  const args = ['publish', '--local-prebuilds', '--registry', url];
  const { status, stdout, stderr } = run('release.mjs', ...args);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^Nothing was published:\n/);
  expect(stderr).toContain('--local-prebuilds is for a registry on this machine');
});

it('a section of the check that does not exist is refused, with those that there are', () => {
  const { status, stdout, stderr } = run('ci.mjs', 'smok');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe('no section "smok": there are tests, repository, packages, smoke\n');
});

it('npm test and the check tell what they do, and run nothing', () => {
  const test = run('test.mjs', '--help');
  expect(test).toMatchObject({ status: 0, stderr: '' });
  expect(test.stdout).toMatch(/^Usage: npm test\n/);
  const check = run('ci.mjs', '--help');
  expect(check).toMatchObject({ status: 0, stderr: '' });
  for (const section of ['tests', 'repository', 'packages', 'smoke'])
    expect(check.stdout).toMatch(new RegExp(`^  ${section} +\\w.*$`, 'm'));
});

it.each(['socket', '--reporter=dot'])(
  'npm test refuses the argument %s before the set-up',
  (arg) => {
    const { status, stdout, stderr } = run('test.mjs', arg);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^npm test takes no arguments: .*\n\nUsage: npm test\n/);
  },
);

it('an option that the check does not have is refused with its help', () => {
  const { status, stdout, stderr } = run('ci.mjs', '--smoke');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^Unknown option '--smoke'.*\n\nUsage: pnpm check/);
});
