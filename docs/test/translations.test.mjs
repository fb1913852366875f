// README.zh-CN.md says what README.md says: the same code, commands, sections and links.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

import { codeBlocks, root } from './support/code-blocks.mjs';

const english = readFileSync(`${root}README.md`, 'utf8');
const chinese = readFileSync(`${root}README.zh-CN.md`, 'utf8');

const blocksOf = (name, languages) =>
  codeBlocks
    .filter(({ page, language }) => page === name && languages.includes(language))
    .map(({ code }) => code);

const withoutComments = (code) => code.replaceAll(/\s+#.*$/gm, '');

it('the programs are the same, comments included', () => {
  const programs = blocksOf('README.md', ['js', 'ts']);
  expect(programs.length).toBeGreaterThan(1);
  expect(blocksOf('README.zh-CN.md', ['js', 'ts'])).toEqual(programs);
});

it('the commands are the same', () => {
  const commandsOf = (name) => blocksOf(name, ['sh']).map(withoutComments);
  expect(commandsOf('README.zh-CN.md')).toEqual(commandsOf('README.md'));
});

it('it has as many sections, rows of tables and points', () => {
  for (const mark of [/^##* /gm, /^\|/gm, /^- /gm])
    expect(chinese.match(mark)).toHaveLength(english.match(mark).length);
});

it('its links lead to the same files, and each README links the other', () => {
  const targetsOf = (text) =>
    new Set([...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target]) => target));
  const [from, to] = [targetsOf(english), targetsOf(chinese)];
  expect(from.delete('README.zh-CN.md')).toBe(true);
  expect(to.delete('README.md')).toBe(true);
  expect(to).toEqual(from);
});
