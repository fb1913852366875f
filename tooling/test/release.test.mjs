// What a release is refused for, before anything is made or asked.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

import {
  freshFolder,
  release,
  releaseCheckout,
  releaseScript,
  write,
} from './support/release-checkout.mjs';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

describe('a release', () => {
  it('from a commit with all that it needs would be made, once the addons are gathered', async () => {
    const { status, stdout } = await release(releaseCheckout(), ['check']);
    expect({ status, lines: stdout.split('\n') }).toEqual({
      status: 0,
      lines: [
        '- packages/posix/prebuilds has no addon for linux-x64-glibc, linux-arm64-glibc, linux-x64-musl, linux-arm64-musl, darwin-x64, darwin-arm64',
        'With all addons a release would be made.',
        '',
      ],
    });
  });

  it('of files that are in no commit is refused, with their names', async () => {
    const folder = releaseCheckout();
    write(folder, 'package.json', JSON.stringify({ repository: 'github:example/other' }));
    for (const name of ['a.txt', 'b.txt', 'c.txt']) write(folder, `new/${name}`, '');
    const { status, stdout } = await release(folder, ['check']);
    expect(status).toBe(1);
    expect(stdout).toContain(
      '- 4 files are not committed: package.json, new/a.txt, new/b.txt, ...\n',
    );
    const args = ['publish', '--registry', 'http://127.0.0.1:9/', '--local-prebuilds'];
    const refused = await release(folder, args);
    expect({ status: refused.status, stdout: refused.stdout }).toEqual({ status: 1, stdout: '' });
    expect(refused.stderr).toBe(
      'Nothing was published:\n- 4 files are not committed: package.json, new/a.txt, new/b.txt, ...\n',
    );
  });

  it('from a folder that is no clone is refused, even inside of another clone', async () => {
    const folder = releaseCheckout();
    rmSync(join(folder, '.git'), { recursive: true });
    expect((await release(folder, ['check'])).stdout).toContain('git knows no commit');
    const outer = releaseCheckout();
    cpSync(folder, join(outer, 'copy'), { recursive: true });
    const { status, stdout } = await release(join(outer, 'copy'), ['check']);
    expect(status).toBe(1);
    expect(stdout).toContain('git knows no commit of this folder');
  });

  it('to others is refused before the set-up as long as addons are missing', async () => {
    const args = ['publish', '--registry', 'https://registry.example.org'];
    const { status, stdout, stderr } = await release(releaseCheckout(), args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^Nothing was published:\n- .* has no addon for .*darwin-arm64\n$/);
  });

  it.each(['', 'not a url', 'registry.npmjs.org', 'ftp://registry.example.org', 'file:///tmp'])(
    'to the registry "%s" is refused in one line',
    async (registry) => {
      const args = ['publish', '--registry', registry, '--local-prebuilds'];
      const { status, stdout, stderr } = await release(releaseCheckout(), args);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toBe(
        `--registry is "${registry}", and has to be an http or https URL such as https://registry.npmjs.org/\n`,
      );
    },
  );

  it('to a registry that is down asks it once, and ends before the set-up', async () => {
    const asked = [];
    const registry = createServer(({ url, socket }) => {
      if (url.includes('fdset')) asked.push(url);
      socket.destroy();
    });
    await once(registry.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => registry.close());
    const url = `http://127.0.0.1:${registry.address().port}/`;
    const env = { npm_config_cache: freshFolder() };
    const args = ['publish', '--registry', url, '--local-prebuilds'];
    const { status, stdout, stderr } = await release(releaseCheckout(), args, env);
    expect({ status, stdout, asked }).toEqual({
      status: 1,
      stdout: '',
      asked: ['/@fdset%2fposix'],
    });
    expect(stderr).not.toContain('set-up');
    expect(stderr).toContain('npm view @fdset/posix@0.1.0');
  });
});

it.each(readdirSync(packages))('npm publish in the folder of %s is refused, always', (name) => {
  const cwd = join(packages, name);
  const { scripts } = JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
  const env = { ...process.env, FDSET_PREBUILDS: 'collected' };
  const options = { cwd, env, encoding: 'utf8' };
  const { status, stderr } = spawnSync('sh', ['-c', scripts.prepublishOnly], options);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Packages are published by `pnpm release publish` only: .*\n$/);
});

describe('the folder of the tarballs', () => {
  it.each([
    ['', '--out is empty, and has to name a folder\n'],
    ['package.json', '--out has to name a folder: EEXIST'],
    ['package.json/below', '--out has to name a folder: ENOTDIR'],
  ])('"%s" is refused, and nothing is removed', async (out, complaint) => {
    const folder = releaseCheckout();
    const before = readdirSync(folder, { recursive: true });
    const { status, stdout, stderr } = await release(folder, ['pack', '--out', out]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.startsWith(complaint)).toBe(true);
    expect(stderr.split('\n')).toHaveLength(2);
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });

  it('has the new tarballs in place of the old ones, and everything else that was in it', async () => {
    const { placeTarballs } = await releaseScript('out-folder');
    const work = freshFolder();
    const target = freshFolder();
    const kept = [
      '.git/HEAD',
      'fdset-notes.tgz',
      'fdset-socket-0.1.0.tgz.asc',
      'staging-area/plan',
    ];
    for (const path of kept) write(target, path, '');
    mkdirSync(join(target, 'fdset-posix-0.0.1.tgz'));
    for (const name of ['fdset-client-0.1.0.tgz', 'fdset-posix-0.1.0.tgz'])
      writeFileSync(join(target, name), 'old');
    writeFileSync(join(work, 'fdset-posix-0.2.0.tgz'), 'new');
    placeTarballs([join(work, 'fdset-posix-0.2.0.tgz')], target);
    for (const path of kept) expect(existsSync(join(target, path))).toBe(true);
    expect(readdirSync(target).filter((name) => name.endsWith('.tgz'))).toEqual([
      'fdset-notes.tgz',
      'fdset-posix-0.0.1.tgz',
      'fdset-posix-0.2.0.tgz',
    ]);
  });
});

describe('"repository" of package.json', () => {
  it('may be any owner and name that GitHub has', async () => {
    const { parseRepository } = await releaseScript('repository');
    const gitUrl = (field) => parseRepository(field)?.gitUrl;
    expect(gitUrl('')).toBe(undefined);
    expect(gitUrl('github:a-b/fdset')).toBe('git+https://github.com/a-b/fdset.git');
    expect(gitUrl('github:a/.github')).toBe('git+https://github.com/a/.github.git');
    expect(gitUrl('github:a/b.js')).toBe('git+https://github.com/a/b.js.git');
  });

  it.each([
    'github:a/b.git',
    'github:a/b.GIT',
    'github:../..',
    'github:./.',
    'github:a/.',
    'github:a/..',
    'github:-a/b',
    'github:a/b/c',
    'github:a',
    'https://github.com/a/b',
  ])('%s is refused', async (field) => {
    const { parseRepository } = await releaseScript('repository');
    expect(() => parseRepository(field)).toThrow(/has to be github:OWNER\/NAME$/);
  });
});

it('packing that is interrupted leaves nothing where it worked', async () => {
  const { stagePackages } = await releaseScript('stage-packages');
  const target = freshFolder();
  const inTheMiddle = [];
  const run = async () => {
    inTheMiddle.push(...readdirSync(target));
    throw new Error('interrupted');
  };
  await expect(stagePackages(target, { run })).rejects.toThrow('interrupted');
  expect(inTheMiddle).toEqual([expect.stringMatching(/^staging-/)]);
  expect(readdirSync(target)).toEqual([]);
});

describe('the files of a tarball', () => {
  const contents = async (version, ...files) => {
    const { contentsOf } = await releaseScript('tarball');
    const folder = freshFolder();
    write(folder, 'package.json', JSON.stringify({ version }));
    for (const file of files) write(folder, file, '');
    return contentsOf(folder);
  };

  it('have one name for the addons of all released systems, and their own for others', async () => {
    const names = ['linux-x64-musl', 'darwin-arm64', 'sunos', 'linux-x64-musl-debug'];
    const files = names.map((name) => `prebuilds/${name}/fdset.node`);
    expect(await contents('0.1.0', ...files)).toEqual([
      'package.json',
      'prebuilds/PLATFORM/fdset.node',
      'prebuilds/linux-x64-musl-debug/fdset.node',
      'prebuilds/sunos/fdset.node',
    ]);
  });

  it('lack the CHANGELOG without a fault only as long as there is no version', async () => {
    expect(await contents('0.0.0')).toEqual(['CHANGELOG.md', 'package.json']);
    expect(await contents('0.1.0')).toEqual(['package.json']);
    expect(await contents('0.1.0', 'CHANGELOG.md')).toEqual(['CHANGELOG.md', 'package.json']);
  });
});
