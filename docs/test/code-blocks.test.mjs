// What the READMEs and docs/ show is code that compiles, and whole programs do what the text says.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { codeBlocks, programs, root, scripts, shellLines } from './support/code-blocks.mjs';
import { compileBlocks } from './support/compile-blocks.mjs';
import { runs } from './support/runs.mjs';
import { ts } from './support/typescript.mjs';

const compiled = compileBlocks();

it.each(scripts.map(({ id }) => id))('%s compiles in strict mode', (id) => {
  expect(compiled.get(id)).toEqual([]);
});

// Each is a process in a folder of its own, and mostly starts Node: together they keep all cores busy.
it.concurrent.each(programs.map((block) => [block.id, block]))(
  '%s does what it says',
  async (id, block) => {
    expect(runs, 'says what a new program has to do').toHaveProperty([id]);
    await runs[id](block);
  },
);

const { scripts: commands } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const packageNames = ['posix', 'selectors', 'socket', 'socketserver', 'client'].map(
  (name) => `@fdset/${name}`,
);

// What an owner does with the versions of a release: releasing.md.
const GIT = {
  add: ['git add --all', 'git commit --message "Versions"'],
  push: ['git push', 'git push --tags'],
};

it.each([...new Set(shellLines)])('`%s` names what there is', (line) => {
  const [program, second, third, ...rest] = line.split(' ');
  const isInstall = program === 'npm' && second === 'install';
  if (isInstall) expect(packageNames).toEqual(expect.arrayContaining([third, ...rest]));
  else if (program === 'npm') expect(commands).toHaveProperty([second]);
  else if (/\bnpx fdset /.test(line))
    expect(line).toMatch(
      /npx fdset ((bench|listen|relay) )?(listen:)?(tcp:\/\/[\w.]*:\d+|unix:\/\S+)( |$)/,
    );
  else if (program === 'npx') expect(commands).toHaveProperty([third]);
  else if (program === 'git') expect(line.split(' && ')).toEqual(GIT[second]);
  else expect(line).toMatch(/^node (apps\/demo\/dist\/cli|packages\/client\/dist\/fdset)\.js /);
});

const settings = codeBlocks.filter(
  ({ language, code }) => language === 'json' && code.includes('compilerOptions'),
);

it.each(settings.map(({ id, code }) => [id, code]))('%s has settings of TypeScript', (id, code) => {
  const { compilerOptions } = JSON.parse(code);
  expect(ts.convertCompilerOptionsFromJson(compilerOptions, root).errors).toEqual([]);
});
