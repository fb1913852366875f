// What the links of a README become in its tarball, and what is found wrong with a tarball.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { linkTargets, packLinks } from '../../scripts/release/pack-links.mjs';
import { parseRepository, repositoryFields } from '../../scripts/release/repository.mjs';
import { contentProblems, contentsOf, deadLinks } from '../../scripts/release/tarball.mjs';

const repository = parseRepository('github:someone/sockets');
const packed = (markdown, more = {}) =>
  packLinks(markdown, {
    directory: 'packages/socket',
    siblings: [
      ['packages/socket', '@fdset/socket'],
      ['packages/socketserver', '@fdset/socketserver'],
    ],
    isPacked: (path) => path === 'LICENSE',
    repository,
    tag: '@fdset/socket@1.2.3',
    ...more,
  });

it('a link to a page of the repository leads to that page as it was at the release', () => {
  expect(packed('See [`errors` [all]](../../docs/errors.md#codes), [this](src/socket.ts).')).toBe(
    'See [`errors` [all]](https://github.com/someone/sockets/blob/@fdset/socket@1.2.3/docs/errors.md#codes), ' +
      '[this](https://github.com/someone/sockets/blob/@fdset/socket@1.2.3/packages/socket/src/socket.ts).',
  );
});

it('while the repository is unknown such a link is its text', () => {
  expect(packed('See [all `errors`](../../docs/errors.md).', { repository: undefined })).toBe(
    'See all `errors`.',
  );
});

it("a link to another package leads to npm's page of it, with or without a repository", () => {
  const page = 'https://www.npmjs.com/package/@fdset/socketserver';
  for (const target of ['../socketserver', '../socketserver/', '../socketserver/README.md'])
    for (const known of [repository, undefined])
      expect(packed(`[a](${target}#b)`, { repository: known })).toBe(`[a](${page}#b)`);
  expect(packed('[a](../socketserver/src/servers.ts)')).toContain('/blob/');
});

it('absolute links, headings, files of the tarball and code blocks stay as they are', () => {
  const markdown = [
    '[a](https://example.org/x) [b](#heading) [c](LICENSE) [d](mailto:a@example.org)',
    '```js',
    'const x = y[0](../../docs/errors.md);',
    '```',
    '',
  ].join('\n');
  expect(packed(markdown)).toBe(markdown);
  expect(linkTargets(markdown)).toHaveLength(4);
});

it('the manifest gets repository, bugs and homepage from the one field', () => {
  expect(repositoryFields(repository, 'packages/socket')).toEqual({
    homepage: 'https://github.com/someone/sockets/tree/HEAD/packages/socket#readme',
    bugs: { url: 'https://github.com/someone/sockets/issues' },
    repository: {
      type: 'git',
      url: 'git+https://github.com/someone/sockets.git',
      directory: 'packages/socket',
    },
  });
  expect(repositoryFields(parseRepository(''), 'packages/socket')).toEqual({});
});

it.each(['https://example.org', 'github:', 'github:someone', 'someone/sockets/more'])(
  'a field that is %j is refused with the form that it has to have',
  (field) => {
    expect(() => parseRepository(field)).toThrow('has to be github:OWNER/NAME');
  },
);

const unpacked = (files) => {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-unpacked-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

it('links of a tarball that lead out of it, to no file or to no heading are dead', () => {
  const README = [
    '# The `first` heading',
    '[a](https://example.org) [b](LICENSE) [c](#the-first-heading)',
    '[out](../socket) [none](src/socket.ts) [gone](#second)',
  ].join('\n');
  const folder = unpacked({ 'README.md': README, LICENSE: '' });
  expect(deadLinks(folder)).toEqual([
    'README.md: ../socket',
    'README.md: src/socket.ts',
    'README.md: #second',
  ]);
});

it('a file too many and a file too few are named, whatever the hashes and platforms are', () => {
  const files = [
    'LICENSE',
    'package.json',
    'dist/index.d.ts',
    'dist/index.js',
    'dist/index.js.map',
  ];
  const folder = unpacked({
    ...Object.fromEntries([...files, 'dist/secret.pem'].map((path) => [path, ''])),
    'package.json': '{ "version": "0.1.0" }',
  });
  expect(contentProblems('@fdset/selectors', folder)).toEqual([
    'has dist/secret.pem, which is not in the list',
    'has no CHANGELOG.md, which is in the list',
    'has no README.md, which is in the list',
  ]);
  const built = [
    'dist/chunk-3ILL5RY3.js',
    'dist/create-listener-D2KeoBwq.d.ts',
    'prebuilds/linux-x64-glibc/fdset.node',
  ];
  const unversioned = Object.fromEntries(built.map((path) => [path, '']));
  unversioned['package.json'] = '{ "version": "0.0.0" }';
  // A package has its CHANGELOG from its first version on.
  expect(contentsOf(unpacked(unversioned))).toEqual([
    'CHANGELOG.md',
    'dist/chunk-HASH.js',
    'dist/create-listener-HASH.d.ts',
    'package.json',
    'prebuilds/PLATFORM/fdset.node',
  ]);
});
