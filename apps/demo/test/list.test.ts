// `list`: the document's sections, and commands that exist.
import { describe, expect, it } from 'vitest';
import { sections } from '../src/document/sections.js';
import { displayWidth } from '../src/terminal/text.js';
import { parse } from './helpers/in-process.js';
import { plainEnv, run, cliPath } from './helpers/run.js';

/** The table of contents of the document. */
const CONTENTS = [
  '4.6.1 背景概念',
  '4.6.2 IO模型概念',
  '4.6.2 IO模型分类',
  '4.6.2.1 阻塞IO',
  '4.6.2.2 非阻塞IO',
  '4.6.2.3 多路复用IO',
  '4.6.2.4 异步IO',
  '4.6.3 socketserver 模块',
];

const list = async (env: Record<string, string> = {}): Promise<string> => {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const { code, stdout, stderr } = await run('env', [
    ...variables,
    process.execPath,
    cliPath,
    'list',
  ]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString();
};

describe('list', () => {
  it("has the document's sections in its order, in Chinese and English, with two lines and a command", async () => {
    const paragraphs = (await list()).split('\n\n').slice(1, -1);
    expect(
      paragraphs.map((text) => CONTENTS.find((title) => text.startsWith(`${title}  `))),
    ).toEqual(CONTENTS);
    for (const text of paragraphs)
      expect(text).toMatch(/^.* {2}[A-Z].*\n {2}\S.*\n {2}\S.*\n {2}\$ npm start -- \w/);
  });

  const commands = [...new Set(sections.flatMap((section) => section.commands))];
  it.each(commands)('%s is a command', async (command) => {
    const { code, stderr } = await parse([...command.split(' '), '--help']);
    expect([code, stderr]).toEqual([0, '']);
  });

  it.each([60, 80, 100])('fits into %i columns', async (columns) => {
    const text = await list({ COLUMNS: String(columns) });
    for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
  });

  it('has colours in a pipe only if they are forced', async () => {
    expect([plainEnv['FORCE_COLOR'], plainEnv['NO_COLOR']]).toEqual([undefined, undefined]);
    expect(await list()).not.toContain('\u001B');
    expect(await list({ FORCE_COLOR: '1' })).toContain('\u001B[1m');
  });
});
